#!/bin/sh
# Material writes a page's table of contents twice, also where the page hides it, and so does Zensical.
#
# `hide: [toc]` puts an attribute on the sidebar. Each heading's entry stays in the HTML, there and once more in the
# navigation for small screens, which shows it. A page with many headings gets no lighter; a template has to leave them
# out.
#
# Seen with mkdocs-material 9.8.1 and Zensical 0.0.73.
# It prints: material 2 entries
#            zensical 2 entries
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q mkdocs==1.6.1 mkdocs-material==9.8.1 zensical==0.0.73
mkdir "$folder/docs"
cat > "$folder/mkdocs.yml" <<'SITE'
site_name: Sample
theme: {name: material, font: false}
SITE
cat > "$folder/docs/index.md" <<'PAGE'
---
hide: [toc]
---

# Home

## First part

Text.
PAGE
cd "$folder"
entries() {
    echo "$1 $(grep -c '<a href="#first-part" class="md-nav__link' "$2") entries"
}
venv/bin/mkdocs build -q -d material 2> /dev/null
venv/bin/zensical build > /dev/null 2>&1
seen=$(entries material material/index.html; entries zensical site/index.html)
echo "$seen"
[ "$seen" = "material 2 entries
zensical 2 entries" ]
