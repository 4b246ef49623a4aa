// The editor: CodeMirror with Python, lint marks, and nothing that keeps the keyboard in it.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";

// The classes that Pygments gives, so that the site's style sheet colours both alike.
const highlighter = tagHighlighter([
  { tag: tags.comment, class: "c1" },
  { tag: tags.string, class: "s2" },
  { tag: [tags.number, tags.bool], class: "mi" },
  { tag: [tags.keyword, tags.self, tags.null], class: "k" },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: tags.definitionKeyword, class: "k" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: tags.meta, class: "nd" },
]);

const theme = EditorView.theme({
  "&": { background: "var(--md-code-bg-color)", color: "var(--md-code-fg-color)", fontSize: ".68rem", margin: 0 },
  "&.cm-focused": { outline: "2px solid var(--md-typeset-a-color)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--md-code-font-family)", lineHeight: "1.2rem" },
  ".cm-content": { caretColor: "var(--md-default-fg-color)", padding: ".6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--md-default-fg-color)" },
  ".cm-gutters": { background: "none", border: 0, color: "var(--md-default-fg-color--light)" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "none" },
  "&.cm-focused .cm-activeLine": { background: tint("7%") },
  ".cm-selectionBackground": { background: tint("25%") },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: tint("25%") },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": { background: tint("20%") },
  ".cm-lintRange": { backgroundImage: "none", textDecoration: "underline wavy 1px", textUnderlineOffset: ".25em" },
  ".cm-lintRange-error": { textDecorationColor: "var(--hb-bad)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--hb-warn)" },
  ".cm-lintRange-info": { textDecorationColor: "var(--md-typeset-a-color)" },
  ".cm-lintPoint::after": { borderBottomColor: "var(--hb-bad)" },
  ".cm-tooltip": {
    background: "var(--md-default-bg-color)",
    border: "1px solid var(--hb-line)",
    color: "var(--md-default-fg-color)",
    maxWidth: "30rem",
  },
  ".cm-diagnostic": {
    borderLeft: ".2rem solid var(--hb-bad)",
    font: ".68rem/1.5 var(--md-text-font-family)",
    padding: ".3rem .6rem",
  },
});

function tint(share) {
  return `color-mix(in srgb, var(--md-typeset-a-color) ${share}, transparent)`;
}

/**
 * Put an editor into an element.
 *
 * Tab leaves it. Lines and columns are those of findings: counted from 1, in characters.
 *
 * @param {HTMLElement} parent
 * @param {{doc: string, label: string, onChange?: (text: string) => void}} options `label` is the
 *   editor's name for a screen reader; `onChange` hears of every change, `setText` included.
 */
export function createEditor(parent, { doc, label, onChange = () => {} }) {
  const view = new EditorView({
    parent,
    doc,
    extensions: [
      theme,
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      pythonLanguage,
      syntaxHighlighting(highlighter),
      EditorView.editorAttributes.of({ class: "highlight" }),
      EditorView.contentAttributes.of({
        "aria-label": label,
        tabindex: "0", // Focusable as it is, but not every tool that checks pages knows
        autocapitalize: "off",
        autocorrect: "off",
        spellcheck: "false",
      }),
      keymap.of([
        { key: "F8", run: nextDiagnostic },
        { key: "Shift-F8", run: previousDiagnostic },
        ...historyKeymap,
        // Ctrl+Enter is the page's: it runs the code.
        ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
      ]),
      EditorView.updateListener.of((update) => update.docChanged && onChange(view.state.doc.toString())),
    ],
  });

  // A place in the text; one that is not there becomes the nearest that is.
  function offset(line, column) {
    const { from, to, text } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
    // Characters outside the first plane are two of JavaScript's.
    return Math.min(from + [...text].slice(0, column - 1).join("").length, to);
  }

  return {
    getText: () => view.state.doc.toString(),

    /** Replace the text, as one change that can be undone; the cursor stays where it can. */
    setText(text) {
      const old = view.state.doc.toString();
      let start = 0;
      while (start < old.length && old[start] === text[start]) start += 1;
      let end = 0;
      while (end < Math.min(old.length, text.length) - start && old.at(-1 - end) === text.at(-1 - end)) end += 1;
      if (old === text) return;
      const insert = text.slice(start, text.length - end);
      view.dispatch({ changes: { from: start, to: old.length - end, insert }, userEvent: "input" });
    },

    /** Mark findings: objects as in the JSON report, all of this text. */
    setFindings(findings) {
      const marks = findings.map((finding) => {
        const from = offset(finding.line, finding.column);
        const to = Math.max(from, offset(finding.end_line, finding.end_column));
        return { from, to, severity: finding.severity, message: `${finding.rule}: ${finding.message}` };
      });
      view.dispatch(setDiagnostics(view.state, marks));
    },

    /** Go to a place, and show it. */
    focus(line, column = 1) {
      if (line) {
        const anchor = offset(line, column);
        view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
      }
      view.focus();
    },

    destroy: () => view.destroy(),
  };
}
