"""The options that say which songs a command asks, and what a list of them may repeat."""

from __future__ import annotations

import argparse
from pathlib import Path

from moodrec import settings
from moodrec.settings import Settings


def add_reference(command: argparse.ArgumentParser) -> None:
    """Declares the reference set."""
    command.add_argument("--reference", type=Path, help="a CSV or Parquet table as reference set")


def add_rules(command: argparse.ArgumentParser) -> None:
    """Declares what a list may repeat."""
    command.add_argument(
        "--all-artists", action="store_true", help="several songs of one artist are fine"
    )
    command.add_argument(
        "--all-releases", action="store_true", help="several releases of one recording are fine"
    )


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings, with the reference set that the options name. Raises SettingsError."""
    return settings.load(**({"reference": options.reference} if options.reference else {}))
