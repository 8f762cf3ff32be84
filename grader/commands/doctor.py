"""`grader doctor`: whether this machine can grade, and the command that mends what is wrong."""

from __future__ import annotations

import argparse

from grader.commands.options import PASSED, add_cluster
from grader.errors import GraderError
from grader.messages.texts import Texts

NAME = "doctor"
HELP = "examine this machine, or a cluster: Python, packages, isolation, memory"
EXAMPLE = "grader doctor --lang ko"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes the cluster to examine in place of this machine."""
    add_cluster(parser)


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Examines and reports; 3 if something would keep the grader from working as it should."""
    from rich.console import Console

    from grader.machine import examine
    from grader.reports.doctor import render_findings

    if options.cluster:
        from grader.clustering.examining import examine_cluster

        findings = examine_cluster(options.cluster, texts, without_tls=options.cluster_without_tls)
    else:
        findings = examine()
    Console(highlight=False, markup=False, emoji=False).print(render_findings(findings, texts))
    return PASSED if all(finding.fine for finding in findings) else GraderError.exit_code
