"""No file speaks of the place where it was written, and requirements are names and hashes alone.

The bad examples are put together from pieces, so that this file keeps the rule that it tests.
"""

import subprocess

import pytest

from tests.arch import text_rules
from tests.arch.tree import ROOT, Source, all_findings, assert_kept, read, text_files

HASH = "    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        "see issue " + "12",
        "as Stop " + "3 says",
        "read .." + "/shared/notes",
        "kept in /wor" + "k/main",
        "as DESIGN" + ".md says",
        "from pypi" + ".org",
        "# TO" + "DO: later",
    ],
)
def test_a_word_of_the_workplace_is_found(line: str) -> None:
    assert list(text_rules.speaks_of_elsewhere(Source("docs/page.md", f"fine\n{line}\n")))


@pytest.mark.parametrize(
    "line",
    [
        "issue a reward",
        "one issue at a time",
        "stop the server",
        "docs/explanation/design.md",
        "/var/lib/setia/work/",
        "shared/notes",
        "a session of the database",
    ],
)
def test_a_plain_word_passes(line: str) -> None:
    assert_kept(text_rules.speaks_of_elsewhere(Source("docs/page.md", line)))


@pytest.mark.parametrize(
    "text",
    [
        "django>=5.2 \\\n" + HASH + "\n",
        "django==5.2.1\n",
        "numpy==2.0.0 \\\n" + HASH + "\ndjango==5.2.1\n",
        "--index-url https" + "://example.org/simple\n",
        "django @ https" + "://example.org/django.whl\n",
    ],
)
def test_a_loose_requirement_is_found(text: str) -> None:
    assert list(text_rules.unpinned(Source("requirements/run.txt", text)))


def test_a_pinned_requirement_passes() -> None:
    text = f"# made by make lock\nnumpy[x]==2.0.0 ; sys_platform != 'win32' \\\n{HASH} \\\n{HASH}\n"
    assert_kept(
        text_rules.unpinned(Source("requirements/run.txt", f"{text}    # via\n    #   a\n"))
    )


def test_the_project_speaks_of_itself_alone() -> None:
    sources = text_files()
    assert {"README.md", "pyproject.toml", ".ci/run"} <= {source.path for source in sources}
    assert_kept(all_findings(text_rules.speaks_of_elsewhere, sources))


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_requirements_are_pinned_by_name_and_hash(name: str) -> None:
    source = read(ROOT / "requirements" / name)
    assert "--hash=sha256:" in source.text
    assert_kept(text_rules.unpinned(source))


def test_the_ci_script_is_valid_bash_and_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, ".ci/run is not executable: chmod +x"
    subprocess.run(["bash", "-n", str(script)], check=True, timeout=10)
    lines = [line for line in script.read_text().splitlines() if line.startswith("make ")]
    assert [line.split()[1] for line in lines] == ["check", "test"]


def test_the_licence_is_the_whole_apache_2_text() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("Apache License\n")
    assert "END OF TERMS AND CONDITIONS" in text
    assert text.rstrip().endswith("limitations under the License.")
