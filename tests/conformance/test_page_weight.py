"""Pages are light before anyone looks: tests/test_weight.py weighs some of them in a browser."""

import gzip

from handbook_site import BuiltSite, fail_with, parsed

MOST_BYTES = 16_000  # Of our own scripts and styles on one page, packed by gzip -9
THEME = ("assets/javascripts/", "assets/stylesheets/")


def test_every_picture_has_its_size(site: BuiltSite) -> None:
    fail_with(
        f"{file.relative_to(site.folder)}: give {picture.get('src')} its width and height:"
        " what stands below it moves when it comes"
        for file in site.folder.rglob("*.html")
        for picture in parsed(file).xpath("//img[not(@width and @height)]")
    )


def test_our_own_scripts_and_styles_are_light_on_every_page(site: BuiltSite) -> None:
    for page in site.pages:
        loaded = parsed(page.built).xpath("//script/@src | //link[@rel='stylesheet']/@href")
        files = {(page.built.parent / link).resolve() for link in loaded}
        names = {file: file.relative_to(site.folder).as_posix() for file in files}
        own = [
            (len(gzip.compress(file.read_bytes(), 9)), name)
            for file, name in names.items()
            if not name.startswith(THEME)
        ]
        assert own
        if sum(size for size, _ in own) > MOST_BYTES:
            fail_with(
                [f"{page.name}: more than {MOST_BYTES} bytes:"]
                + [f"  {size:>6} {name}" for size, name in sorted(own, reverse=True)]
            )
