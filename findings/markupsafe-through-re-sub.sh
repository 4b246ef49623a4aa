#!/bin/sh
# On Python 3.11, re.sub over a Markup escapes what a replacement with a group puts in; from 3.12 on it does not.
#
# A filter of a Jinja template, as mkdocstrings' templates are, gets a Markup from a filter such as `highlight`. In
# 3.11, re expands `\1` with the join method of a slice of that string, and Markup.join escapes every plain str. The
# rest of the result stays markup, and its type is str. Without a group nothing is escaped. Convert to str first.
#
# Seen with MarkupSafe 3.0.4 on Python 3.11.7; Python 3.12.1 and 3.13.0 print the second line twice.
# It prints: &lt;p class=&#34;a&#34;>text</p>
#            <p class="a">text</p>
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q MarkupSafe==3.0.4
cat > "$folder/sample.py" <<'SAMPLE'
import re

from markupsafe import Markup

print(re.sub("<(p)", r'<\1 class="a"', Markup("<p>text</p>")))
print(re.sub("<(p)", r'<\1 class="a"', str(Markup("<p>text</p>"))))
SAMPLE
seen=$("$folder/venv/bin/python" "$folder/sample.py")
echo "$seen"
[ "$seen" = '&lt;p class=&#34;a&#34;>text</p>
<p class="a">text</p>' ]
