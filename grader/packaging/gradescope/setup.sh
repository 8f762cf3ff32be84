#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: a Python of the grader's own, and the grader in it.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
environment=${GRADER_ENVIRONMENT:-/autograder/grader}

# The image's own Python (3.10 on Ubuntu 22.04) runs Gradescope's harness and is too old: it is left alone.
python=
for candidate in python3.12 python3.13 python3.11 python3; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11, 5) <= sys.version_info < (3, 14))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -n "$python" ]; then
    "$python" -m venv "$environment"
else
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-pip
    python3 -m pip install --quiet uv
    UV_PYTHON_INSTALL_DIR=${environment}-python python3 -m uv venv --quiet --seed --python 3.12 "$environment"
fi

"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
    --constraint "$source/requirements.lock" "$source"/keras_exercise_grader-*.whl
"$environment/bin/grader" list
