#!/usr/bin/env bash
# The action's first step: the grader, in the tested versions, in a Python of its own outside the student's checkout.
set -euo pipefail
"$PYTHON" -m venv "$GRADER_ENVIRONMENT"
"$GRADER_ENVIRONMENT/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint "$ACTION/requirements.lock" "$ACTION"
# Lets student code be shut in: Ubuntu 24.04 refuses namespaces to ordinary users until told otherwise.
if [ -e /proc/sys/kernel/apparmor_restrict_unprivileged_userns ]; then
    sudo --non-interactive sysctl --quiet --write kernel.apparmor_restrict_unprivileged_userns=0 || true
fi
