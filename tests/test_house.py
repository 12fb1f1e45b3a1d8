"""The house: the documents say what is there, and what must not be there is not."""

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from moodrec import __version__, layouts
from moodrec.settings import Settings

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path.name if path.is_file() else f"{path.name}/"
    for path in (ROOT / "moodrec").iterdir()
    if path.suffix == ".py" or (path / "__init__.py").exists()
)
SOURCES = sorted([*(ROOT / "moodrec").rglob("*.py"), *(ROOT / "pages").glob("*.py")])


@pytest.mark.parametrize("module", [name for name in MODULES if name != "__init__.py"])
def test_the_architecture_names_every_module(module: str) -> None:
    assert module in (ROOT / "docs" / "architecture.md").read_text()


def test_the_architecture_names_no_file_that_is_gone() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    for named in re.findall(r"`((?:ui|figures|sources|pages|moodrec)/[\w/]+\.py)`", text):
        assert (ROOT / named).exists() or (ROOT / "moodrec" / named).exists(), named


def test_the_readme_names_every_setting_and_every_layout() -> None:
    readme = (ROOT / "README.md").read_text()
    for field in Settings.model_fields:
        assert f"MOODREC_{field.upper()}" in readme
    for layout in layouts.LAYOUTS:
        columns = {layout.source_of(name) for name in layout.needed}
        row = next(line for line in readme.splitlines() if line.startswith(f"| {layout.name} |"))
        assert set(row.split("`")[1].split(", ")) == columns


def test_the_readme_begins_with_one_sentence_a_picture_and_two_commands() -> None:
    parts = (ROOT / "README.md").read_text().split("\n\n")
    assert parts[1].count(".") == 1
    assert (ROOT / str(re.findall(r"\((docs/.*)\)", parts[2])[0])).stat().st_size < 400_000
    assert re.findall(r"^make \w+", parts[3], re.MULTILINE) == ["make run", "make test"]


def test_the_changelog_tells_this_version() -> None:
    assert f"## {__version__} (" in (ROOT / "CHANGELOG.md").read_text()


def test_pages_hold_layout_only() -> None:
    for page in [*(ROOT / "pages").glob("*.py"), ROOT / "streamlit_app.py"]:
        tree = ast.parse(page.read_text())
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        assert sum(isinstance(node, ast.ExceptHandler) for node in ast.walk(tree)) <= 1
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert str(node.module).startswith(("moodrec.ui", "moodrec.errors"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_and_everything_public_in_it_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_no_file_that_would_hide_the_requirements_or_hold_a_secret_is_tracked() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    done = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    tracked = set(done.stdout.split())
    assert not {"uv.lock", "Pipfile", ".streamlit/secrets.toml", ".cache"} & tracked


def test_streamlit_is_set_to_ask_no_other_host() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "127.0.0.1"
    assert config["client"]["showErrorLinks"] is False
