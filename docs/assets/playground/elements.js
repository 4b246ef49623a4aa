/**
 * Make an element. Children are elements or texts; a text never becomes markup.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} properties - of the element; `aria-…` and `role` become attributes
 * @param {...(Node | string)} children
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}
