"""Static files as a real house serves them: few, small, and under names that change with what is in them.

A browser may keep each for good. A module that imports others is served as one file with all of them. What is read
here is the little of JavaScript that our modules use to import and export; anything else stops `collectstatic`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

APPS = ("house/", "programs/", "peergroups/")
IMPORT = re.compile(r"""import (?:\{ (?P<names>\w+(?:, \w+)*) \} from )?"(?P<path>\.{1,2}/[\w./-]+\.js)";""")
EXPORT = re.compile(r"export (?P<code>(?:const|function|async function) (?P<names>\w+|\{ [\w:, ]+ \}).*)")
TAIL = re.compile(r"""(?<=[;{,]) // [^"'`/]*$""")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class StrangeScript(Exception):
    """A module does what `joined` cannot carry over."""


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Our modules joined, our comments left out, everything under the name of its content."""

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            paths = self._written_anew(paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _written_anew(self, paths):
        """Write ours over what was collected, and remove the modules that are only parts of others."""
        texts = {name: _read(*place) for name, place in paths.items() if is_ours(name)}
        written = served(texts)
        for name in texts:
            self.delete(name)
        for name, text in written.items():
            self._save(name, ContentFile(text.encode()))
        rest = {name: place for name, place in paths.items() if name not in texts}
        return rest | {name: (self, name) for name in written}


def is_ours(name: str) -> bool:
    return name.startswith(APPS) and "/vendored/" not in name and name.endswith((".js", ".css"))


def _read(storage, path) -> str:
    with storage.open(path) as file:
        return file.read().decode()


def served(texts: Mapping[str, str]) -> dict[str, str]:
    """Each file that pages may name, as it is served. A module that is only a part of others is none."""
    modules = {name: text for name, text in texts.items() if name.endswith(".js")}
    sheets = {name: text for name, text in texts.items() if name.endswith(".css")}
    whole = modules.keys() - _parts(modules)
    return {name: joined(name, modules) for name in whole} | {name: _bare(text) for name, text in sheets.items()}


def _parts(modules: Mapping[str, str]) -> set[str]:
    """The modules that export something, and those that are imported and do not stand alone."""
    imports = {name: imported(name, text) for name, text in modules.items()}
    exporting = {name for name, text in modules.items() if "\nexport " in f"\n{text}"}
    return exporting | {name for names in imports.values() for name in names if imports.get(name)}


def _bare(sheet: str) -> str:
    """A sheet without comments and without space around its signs. No text in a sheet of ours holds such a sign."""
    lines = (line.strip() for line in COMMENT.sub("", sheet).splitlines())
    bare = " ".join(line for line in lines if line)
    for sign in "{};":
        bare = bare.replace(f"{sign} ", sign).replace(f" {sign}", sign)
    return bare + "\n"


def joined(name: str, modules: Mapping[str, str]) -> str:
    """A module as one file with all that it imports, in the order in which a browser runs them.

    Each lies in a function of its own, so no name of one is seen by another that does not import it. One that exports
    nothing is no reason for the others to stop when it fails. Raises StrangeScript.
    """
    order = _order(name, modules, above=())
    if order == [name]:
        return _code(name, modules[name], [])[0]
    return "".join(_in_function(place, order, modules) for place in range(len(order)))


def _order(name: str, modules: Mapping[str, str], above: tuple[str, ...]) -> list[str]:
    if name in above:
        raise StrangeScript(f"{name} imports itself, by {', '.join(above)}.")
    if name not in modules:
        raise StrangeScript(f"{above[-1]} imports {name}, which is not there.")
    found = [each for one in imported(name, modules[name]) for each in _order(one, modules, (*above, name))]
    return list(dict.fromkeys([*found, name]))


def imported(name: str, text: str) -> list[str]:
    """The names of the modules that this one imports."""
    return [_path(name, match["path"]) for line in text.splitlines() if (match := IMPORT.fullmatch(line))]


def _path(name: str, imported: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))


def _in_function(place: int, order: list[str], modules: Mapping[str, str]) -> str:
    code, exported = _code(order[place], modules[order[place]], order)
    if not code:
        return ""
    if exported:
        return f"const part{place} = (() => {{\n{code}return {{ {', '.join(exported)} }};\n}})();\n"
    return f"try {{\n(() => {{\n{code}}})();\n}} catch (error) {{\nsetTimeout(() => {{ throw error; }});\n}}\n"


def _code(name: str, text: str, order: list[str]) -> tuple[str, list[str]]:
    """A module without comments and indentation, and the names that it exports."""
    code, exported = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("//"):
            continue
        if match := IMPORT.fullmatch(line):
            if not match["names"]:
                continue
            line = f"const {{ {match['names']} }} = part{order.index(_path(name, match['path']))};"
        elif match := EXPORT.fullmatch(line):
            exported += [each.rpartition(": ")[2] for each in match["names"].strip("{ }").split(", ")]
            line = match["code"]
        elif is_strange(line):
            raise StrangeScript(f"{name}, line {number}: {line}")
        code.append(f"{TAIL.sub('', line.strip())}\n")
    return "".join(code), exported


def is_strange(line: str) -> bool:
    """Does this line import or export in another way, or is it a part of a text or comment of several lines?"""
    return (
        line.startswith(("import ", "import{", "export ", "export{"))
        or any(words in line for words in ("import(", "import.", "/*"))
        or line.count("`") % 2 == 1
    )
