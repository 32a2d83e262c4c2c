"""The files with which harvester is installed: each is read by the program that it is for, or by a parser."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from harvester.config import Config, variable_of
from harvester.config_file import read_toml
from harvester.vocabulary import ExitCode

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
MOST_EXPOSED = 15  # tenths; docs/nightly.md names the figure
PROGRAM = "/opt/harvester/venv/bin/harvester"
FINE = {ExitCode.OK, ExitCode.SOURCES_NEED_CARE, ExitCode.NOTHING_DUE}


def service() -> dict[str, list[str]]:
    """The service's settings; one that is given twice has two values."""
    found: dict[str, list[str]] = {}
    for line in (PACKAGING / "systemd" / "harvester.service").read_text("utf-8").splitlines():
        name, parted, value = line.partition("=")
        if parted and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def analyse(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *map(str, words)], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.needs_program("systemd-analyze")
def test_systemd_takes_service_timer_and_drop_in(tmp_path: Path) -> None:
    program = tmp_path / "harvester"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for name in ("harvester.service", "harvester.timer", "harvester-desk.service"):
        text = (PACKAGING / "systemd" / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace(PROGRAM, str(program)))
    drop_in = tmp_path / "harvester.service.d"
    drop_in.mkdir()
    for name in ("render.conf", "dask.conf"):
        text = (PACKAGING / "systemd" / name).read_text("utf-8")
        (drop_in / name).write_text(text.replace(PROGRAM, str(program)))
    units = [tmp_path / f"harvester{end}" for end in (".timer", ".service", "-desk.service")]
    done = analyse("verify", "--man=no", *units)
    complaints = [line for line in done.stderr.splitlines() if "harvester" in line]
    assert not complaints
    assert done.returncode == 0, done.stderr


@pytest.mark.needs_program("systemd-analyze")
@pytest.mark.parametrize(("unit", "page"), [("harvester", "nightly.md"), ("harvester-desk", "access.md")])
def test_the_service_is_exposed_no_more_than_the_docs_say(unit: str, page: str) -> None:
    path = PACKAGING / "systemd" / f"{unit}.service"
    done = analyse("security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", path)
    assert done.returncode == 0, done.stdout[-200:]
    found = re.search(rf"exposure level for {unit}.service: (\d+\.\d)", done.stdout)
    assert found is not None
    assert f"{found[1]} of 10" in (ROOT / "docs" / page).read_text("utf-8")


@pytest.mark.needs_program("systemd-analyze")
def test_the_timer_means_once_a_night() -> None:
    text = (PACKAGING / "systemd" / "harvester.timer").read_text("utf-8")
    when = re.search(r"^OnCalendar=(.*)$", text, re.M)
    assert when is not None
    done = analyse("calendar", "--iterations=3", "--base-time=2026-01-01 00:00:00 UTC", when[1])
    assert done.returncode == 0, done.stderr
    nights = re.findall(r"\d{4}-\d\d-\d\d 01:30:00", done.stdout)
    assert len({night[:10] for night in nights}) == 3


def test_the_service_gives_the_night_what_it_needs() -> None:
    found = service()
    codes = {int(code) for code in found["SuccessExitStatus"][0].split()}
    assert codes == {ExitCode.SOURCES_NEED_CARE, ExitCode.NOTHING_DUE, ExitCode.STOPPED}
    assert found["KillMode"] == ["mixed"]  # the program ends its own processes, and saves what they have
    assert int(found["TimeoutStopSec"][0]) > 30
    hours = int(found["TimeoutStartSec"][0].removesuffix("h"))
    assert hours > Config().nightly.hours + 1
    # Reading processes leave the network: docs/architecture.md, limits on hostile input.
    assert set(found["RestrictNamespaces"][0].split()) == {"user", "net"}
    assert "AF_UNIX" in found["RestrictAddressFamilies"][0]
    assert "prlimit64" in found["SystemCallFilter"][-1]


def test_no_file_names_a_registry_or_a_version_that_moves() -> None:
    images = re.findall(r"^FROM (\S+)", (PACKAGING / "container" / "Containerfile").read_text("utf-8"), re.M)
    assert images
    for image in images:
        assert "/" not in image  # a name; which registry it comes from is the machine's choice
        assert re.search(r":\d", image), f"{image} is whatever is newest"


def test_everything_of_the_desk_is_in_the_wheel() -> None:
    from hatchling.builders.wheel import WheelBuilder

    there = {one.distribution_path for one in WheelBuilder(str(ROOT)).recurse_included_files()}
    desk = ROOT / "harvester" / "desk"
    needed = {path for path in desk.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert any(path.suffix == ".html" for path in needed)
    assert {str(path.relative_to(ROOT)) for path in needed} <= there


def instructions() -> list[tuple[str, str]]:
    text = (PACKAGING / "container" / "Containerfile").read_text("utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", "", lines)
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def test_the_container_runs_as_nobody_and_looks_after_itself() -> None:
    found = instructions()
    last = dict(found)
    assert last["USER"].split(":")[0] not in ("0", "root")
    assert '"doctor", "--offline"' in last["HEALTHCHECK"]
    assert last["ENTRYPOINT"] == '["harvester"]'
    assert last["CMD"] == '["nightly"]'
    assert "HARVESTER_DATA=/data" in last["ENV"]
    assert any("tesseract-ocr" in rest for word, rest in found if word == "RUN")
    known = {"FROM", "WORKDIR", "COPY", "RUN", "LABEL", "ENV", "USER", "VOLUME", "STOPSIGNAL"}
    assert {word for word, _ in found} <= known | {"HEALTHCHECK", "ENTRYPOINT", "CMD"}


def test_the_container_takes_everything_that_the_wheel_is_made_of() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], "pyproject.toml", "constraints.txt"}
    needed |= {project["project"]["readme"], *project["project"]["license-files"]}
    copied = {part for word, rest in instructions() if word == "COPY" for part in rest.split()[:-1]}
    assert needed <= copied
    for path in copied - {"--from=build", "/opt/harvester"}:
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("code", range(12))
def test_cron_speaks_only_of_nights_that_went_wrong(code: int, tmp_path: Path) -> None:
    text = (PACKAGING / "cron" / "harvester").read_text("utf-8")
    (line,) = [line for line in text.splitlines() if re.match(r"\d", line)]
    minute, hour, day, month, weekday, user, command = line.split(None, 6)
    assert (day, month, weekday, user) == ("*", "*", "*", "harvester")
    assert 0 <= int(minute) < 60
    assert 0 <= int(hour) < 24
    assert "%" not in command  # cron would make a line break of it
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho said $1; exit {code}\n")
    program.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("/var/lib/harvester", str(tmp_path))],
        env={"PATH": "/usr/bin:/bin", "HARVESTER": str(program)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout == ("" if code in FINE else "said nightly\n")


def workflow() -> dict[str, Any]:
    text = (PACKAGING / "github-actions" / "nightly.yml").read_text("utf-8")
    values: dict[Any, Any] = yaml.safe_load(text)
    return {"on" if key is True else key: value for key, value in values.items()}  # YAML 1.1's "on"


def test_the_workflow_is_one_that_can_be_left_alone() -> None:
    found = workflow()
    assert found["permissions"] == {"contents": "read"}
    assert found["concurrency"]["cancel-in-progress"] is False
    (schedule,) = found["on"]["schedule"]
    assert len(schedule["cron"].split()) == 5
    job = found["jobs"]["night"]
    assert job["timeout-minutes"] < 360
    assert float(job["env"]["HARVESTER_NIGHTLY_HOURS"]) * 60 < job["timeout-minutes"]
    steps = {step.get("name", step.get("uses")): step for step in job["steps"]}
    restored, saved = steps["Bring back the harvest"]["with"], steps["Keep the harvest for the next night"]
    assert restored["path"] == saved["with"]["path"]
    assert restored["key"] == saved["with"]["key"]
    assert restored["key"].startswith(restored["restore-keys"])
    assert saved["if"] == "always()"
    for step in job["steps"]:
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w/-]+@v\d+", step["uses"])


def test_the_workflows_variables_are_keys_of_the_configuration() -> None:
    known = {variable_of(key) for key, _ in Config().values()}
    named = set(re.findall(r"\bHARVESTER_[A-Z_]+(?=: )", yaml.safe_dump(workflow())))
    assert named
    assert named <= known


@pytest.mark.parametrize("code", [0, 3, 6, 8, 1])
def test_the_workflow_fails_when_the_night_went_wrong(code: int, tmp_path: Path) -> None:
    steps = {step.get("id"): step for step in workflow()["jobs"]["night"]["steps"]}
    program = tmp_path / "harvester"
    program.write_text(f"#!/bin/sh\nexit {code}\n")
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "-e", "-c", steps["night"]["run"]],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "GITHUB_OUTPUT": str(tmp_path / "out")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (0 if code in FINE else code)
    assert (tmp_path / "out").read_text() == f"code={code}\n"
    assert ("::warning::" in done.stdout) == (code == 3)


def test_the_example_of_the_configuration_has_every_key_and_its_default(tmp_path: Path) -> None:
    """docs/nightly.md shows the whole file; what it says must be so."""
    text = (ROOT / "docs" / "nightly.md").read_text("utf-8")
    shown = re.search(r"```toml\n(# /etc/harvester/harvester.toml.*?)```", text, re.S)
    assert shown is not None
    file = tmp_path / "harvester.toml"
    file.write_text(re.sub(r"^# (?=\w+ = |\[)", "", shown[1], flags=re.M), "utf-8")
    values = read_toml(file)
    config = Config.model_validate(values)
    in_file = {f"{a}.{b}" for a, part in values.items() if isinstance(part, dict) for b in part}
    in_file |= {key for key, value in values.items() if not isinstance(value, dict)}
    of_nights = {key for key, _ in Config().values() if not key.startswith(("publish.", "desk."))}
    assert in_file == of_nights
    assert config.nightly == Config().nightly
    assert config.crawl.delay == Config().crawl.delay
    assert config.crawl.readers == Config().crawl.readers
