"""The `harvester` command: a group that loads each command only when it is called."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import Any

import click

from harvester import __version__
from harvester.cli.configured import config_option, data_option
from harvester.cli.output import write_whole_output
from harvester.errors import HarvesterError
from harvester.vocabulary import ExitCode

# command name → (module, attribute, one line for the list in `harvester --help`)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("harvester.cli.demo", "demo", "Harvest the bundled sample web, offline, and look round."),
    "crawl": ("harvester.cli.crawl", "crawl", "Harvest the named sources, or all live ones."),
    "nightly": ("harvester.cli.nightly", "nightly", "Do a whole night's work; what the timer calls."),
    "add": ("harvester.cli.add", "add", "Add one document by hand, with who and why."),
    "judge": ("harvester.cli.judge", "judge", "Say of links whether they lead to review documents."),
    "read": ("harvester.cli.read", "read", "Read local documents and say what they are."),
    "sources": ("harvester.cli.sources", "sources", "List, check, show and write source declarations."),
    "record": ("harvester.cli.record", "record", "Save a golden case from a live site."),
    "status": ("harvester.cli.status", "status", "Health of each source."),
    "digest": ("harvester.cli.digest", "digest", "What people are told after a night; send it."),
    "letter": ("harvester.cli.letter", "letter", "A letter draft to a board whose site keeps us out."),
    "runs": ("harvester.cli.runs", "runs", "List runs, show one, compare two."),
    "find": ("harvester.cli.find", "find", "Search the text and titles of what we hold."),
    "show": ("harvester.cli.show", "show", "One document or review, with its evidence."),
    "coverage": ("harvester.cli.coverage", "coverage", "What is held of each body, what only known."),
    "reconcile": (
        "harvester.cli.reconcile",
        "reconcile",
        "Our finds against the national lists: both, here only, there only.",
    ),
    "discover": (
        "harvester.cli.discover",
        "discover",
        "Review documents in web archives, on hosts nobody declared.",
    ),
    "desk": ("harvester.cli.desk", "desk", "Serve the desk, where people look at finds and decide."),
    "users": ("harvester.cli.users", "users", "Who may use the desk."),
    "export": ("harvester.cli.export", "export", "One format of any query: CSV, Parquet, RIS, MARC, …"),
    "publish": ("harvester.cli.publish", "publish", "A dated folder of accepted records, in every format."),
    "serve": ("harvester.cli.serve", "serve", "The reading room: a publication for everyone to read in."),
    "codings": ("harvester.cli.codings", "codings", "Suggest codings for what is new, as a night does."),
    "study": ("harvester.cli.study", "study", "Tables, flow and plots of what was coded, for studies."),
    "reprocess": ("harvester.cli.reprocess", "reprocess", "Read, describe and group again what is stored."),
    "approve": ("harvester.cli.approve", "approve", "Let through what a gate withholds of a source."),
    "names": ("harvester.cli.names", "names", "Possible real names in files, before they leave."),
    "takedown": ("harvester.cli.takedown", "takedown", "Take a document out of everything, for good."),
    "evaluate": ("harvester.cli.evaluate", "evaluate", "Measure detection and reading on labelled data."),
    "doctor": ("harvester.cli.doctor", "doctor", "Check everything a night needs, and say what to do."),
    "config": ("harvester.cli.config", "config", "Show the configuration and where each value came from."),
    "store": ("harvester.cli.store", "store", "Where kept files are; bring them into another store."),
    "verify": ("harvester.cli.verify", "verify", "Check everything that is kept for a flipped byte."),
    "backup": ("harvester.cli.backup", "backup", "Copy the catalogue and the decisions, and try the copy."),
    "restore": ("harvester.cli.backup", "restore", "Put a backup back, after checking it."),
    "merge": ("harvester.cli.merge", "merge", "Join other data directories into this one."),
    "rebuild": (
        "harvester.cli.rebuild",
        "rebuild",
        "Make the catalogue anew from files, archives, decisions.",
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that start-up stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Command names, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        leaves = command.commands.values() if isinstance(command, click.Group) else [command]
        for leaf in leaves:
            taken = {option for param in leaf.params for option in param.opts}
            more = (config_option(leaf=True), data_option(leaf=True))
            leaf.params += [option for option in more if not taken & set(option.opts)]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in COMMANDS])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="harvester")
def cli() -> None:
    """Find, keep and describe published safeguarding reviews.

    \b
    Try it offline:       harvester demo
    Harvest one board:    HARVESTER_CONTACT=you@example.org harvester crawl norfolk
    What is in the file:  harvester find "supervision" ; harvester status
    """


cli.params += [config_option(leaf=False), data_option(leaf=False)]


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end the process with the contract's exit code."""
    # A command that does not handle signals itself ends at once, tidily, on either of the two.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    write_whole_output()
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code; errors become one clear line on stderr."""
    try:
        result: Any = cli.main(args=arguments, prog_name="harvester", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("harvester: stopped; what was finished is kept.", err=True)
        return ExitCode.STOPPED
    except HarvesterError as error:
        click.echo(f"harvester: {error}", err=True)
        return error.exit_code
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) went away, of which rich makes a SystemExit; point stdout elsewhere
        # so that exit does not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:
        from harvester.disk import disk_trouble

        trouble = disk_trouble(error)
        if trouble is not None:
            advice = "Nothing already kept is lost; make room or choose another --data."
            click.echo(f"harvester: {trouble}. {advice}", err=True)
            return ExitCode.DISK
        if os.environ.get("HARVESTER_DEBUG"):
            raise
        click.echo(
            f"harvester: unexpected error: {type(error).__name__}: {error}\n"
            "Run again with HARVESTER_DEBUG=1 to see where, and please report it.",
            err=True,
        )
        return ExitCode.UNEXPECTED
    return result if isinstance(result, int) else ExitCode.OK
