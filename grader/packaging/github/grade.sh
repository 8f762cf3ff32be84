#!/usr/bin/env bash
# The action's last step: grades, tells GitHub, and decides whether the step fails. Inputs come as variables, so that
# no text of a student's or a workflow's is ever part of a command.
set -euo pipefail
python="$GRADER_ENVIRONMENT/bin/python"
document=$(mktemp)
trap 'rm -f "$document"' EXIT

arguments=(--format json --output "$document" --timeout "${GRADER_TIMEOUT:-30}")
[ -z "${GRADER_LANG:-}" ] || arguments+=(--lang "$GRADER_LANG")
for exercise in ${GRADER_EXERCISES:-}; do arguments+=(--exercise "$exercise"); done

status=0
"$python" -P -m grader grade "${arguments[@]}" -- "$GRADER_PATH" >&2 || status=$?
[ ! -s "$document" ] || "$python" -P -m grader.packaging.github_run "$document" "$GRADER_PATH"
if [ "$status" -eq 1 ] && [ "${GRADER_MUST_PASS:-true}" != true ]; then
    status=0
fi
exit "$status"
