"""Reading declaration files: which there are, and YAML that tries no tricks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harvester.errors import DeclarationError

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8


def declaration_files(directory: Path | None) -> list[Path]:
    """The declaration files of a directory (None: the shipped ones), in alphabetical order.

    Raises:
        DeclarationError: no such directory, nothing in it, or a file that would be overlooked.
    """
    folder = shipped_directory() if directory is None else directory
    if not folder.is_dir():
        raise DeclarationError(f"{folder}: is no directory of source declarations")
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise DeclarationError(f"{folder}: cannot be read: {error.strerror}") from error
    stray = [path.name for path in paths if path.suffix == ".yml"]
    if stray:
        raise DeclarationError(f"{folder / stray[0]}: declarations end in .yaml; rename the file")
    found = [path for path in paths if path.suffix == ".yaml" and not path.name.startswith(".")]
    if not found:
        raise DeclarationError(f"{folder}: holds no declaration (<slug>.yaml)")
    return found


def shipped_directory() -> Path:
    """Where the shipped declarations are: `spiders/sources`, found by name."""
    from importlib.resources import files

    return Path(str(files("spiders").joinpath("sources")))


def read_mapping(path: Path) -> dict[str, Any]:
    """One YAML mapping, read safely: no tags, anchors or repeated keys, limited in size and depth.

    Raises:
        DeclarationError: naming the file, and the line where there is one.
    """
    import yaml

    text = _read_text(path)
    try:
        values = _values(path, text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "cannot be read"
        raise DeclarationError(f"{path}{where}: is not valid YAML: {problem}") from error
    except (ValueError, RecursionError) as error:
        raise DeclarationError(f"{path}: is not valid YAML: {error}") from error
    if not isinstance(values, dict):
        raise DeclarationError(f"{path}: must be a mapping of keys to values")
    odd = next((key for key in values if not isinstance(key, str)), None)
    if odd is not None:
        raise DeclarationError(f"{path}: key {odd!r} is not a word")
    return values


def _values(path: Path, text: str) -> Any:
    """What a text says, read by libyaml where there is one, which is ten times as fast.

    What libyaml cannot read is read again by the other one, whose errors say more.
    """
    import yaml

    fast = getattr(yaml, "CSafeLoader", None)
    if fast is not None:
        try:
            return _constructed(path, fast(text))
        except (yaml.YAMLError, ValueError, RecursionError):
            pass
    return _constructed(path, yaml.SafeLoader(text))


def _constructed(path: Path, loader: Any) -> Any:
    try:
        tree = loader.get_single_node()
        _check_tree(path, tree)
        return None if tree is None else loader.construct_document(tree)
    finally:
        loader.dispose()


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise DeclarationError(f"{path}: no such file") from error
    except OSError as error:
        raise DeclarationError(f"{path}: cannot be read: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise DeclarationError(f"{path}: is larger than {MAX_BYTES // 1024} KB; no declaration is")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DeclarationError(f"{path}, line {line}: is not UTF-8 text; save the file as UTF-8") from error


def _check_tree(path: Path, root: Any) -> None:
    """Refuse what YAML allows and a declaration never needs."""
    import yaml

    seen: set[int] = set()
    queue = [(root, 0)] if root is not None else []
    while queue:
        node, depth = queue.pop()
        line = node.start_mark.line + 1
        if id(node) in seen:
            raise DeclarationError(f"{path}, line {line}: anchors and references (& and *) are not used here")
        seen.add(id(node))
        if depth > MAX_DEPTH:
            raise DeclarationError(f"{path}, line {line}: is nested too deeply")
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if key.value in keys if isinstance(key.value, str) else False:
                    where = key.start_mark.line + 1
                    raise DeclarationError(f"{path}, line {where}: key {key.value!r} is given twice")
                keys.add(str(key.value))
                queue.append((value, depth + 1))
        elif isinstance(node, yaml.SequenceNode):
            queue.extend((item, depth + 1) for item in node.value)
