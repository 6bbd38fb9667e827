"""Make ../icons.svg, one sprite of the Lucide icons that our pages use.

    npm pack lucide-static@1.62.0 && tar xzf lucide-static-1.62.0.tgz
    python make_sprite.py package

Add a name to ICONS, run this again, and put the printed line in vendored.toml.
"""

import hashlib
import json
import sys
from pathlib import Path
from xml.etree import ElementTree

ICONS = [
    "apple",
    "arrow-left",
    "bed-double",
    "bell",
    "bell-off",
    "briefcase",
    "brush-cleaning",
    "calendar",
    "calendar-days",
    "calendar-off",
    "calendar-plus",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "clipboard-list",
    "clock",
    "coffee",
    "cooking-pot",
    "corner-up-left",
    "door-open",
    "ear",
    "ellipsis",
    "eye",
    "eye-off",
    "file-text",
    "flag",
    "footprints",
    "frown",
    "hand",
    "heart",
    "house",
    "info",
    "key-round",
    "languages",
    "laugh",
    "leaf",
    "life-buoy",
    "lightbulb",
    "log-out",
    "map-pin",
    "megaphone",
    "meh",
    "messages-square",
    "mirror-round",
    "mountain",
    "pause",
    "pencil",
    "person-standing",
    "phone",
    "plus",
    "printer",
    "qr-code",
    "refresh-cw",
    "repeat",
    "rotate-cw",
    "search",
    "send",
    "smartphone",
    "smile",
    "smile-plus",
    "snowflake",
    "sofa",
    "sprout",
    "sun",
    "trash-2",
    "triangle-alert",
    "type",
    "undo-2",
    "user-plus",
    "user-round",
    "user-round-x",
    "users-round",
    "volume-2",
    "wallet",
    "wifi-off",
    "x",
]

SVG = "{http://www.w3.org/2000/svg}"
SPRITE = Path(__file__).resolve().parent.parent / "icons.svg"


def symbol(name: str, package: Path) -> str:
    """The shapes of one icon; stroke and fill come from the page's own CSS."""
    shapes = []
    for shape in ElementTree.parse(package / "icons" / f"{name}.svg").getroot():
        attributes = "".join(f' {key}="{value}"' for key, value in shape.attrib.items())
        shapes.append(f"<{shape.tag.removeprefix(SVG)}{attributes}/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>'


def main(package: Path) -> None:
    version = json.loads((package / "package.json").read_text())["version"]
    symbols = "\n".join(symbol(name, package) for name in ICONS)
    notice = f"<!-- Lucide {version}, ISC licence, see vendored/lucide-LICENSE.txt -->"
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{notice}\n{symbols}\n</svg>\n')
    print(f'sha256 = "{hashlib.sha256(SPRITE.read_bytes()).hexdigest()}"')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
