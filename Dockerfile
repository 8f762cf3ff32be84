# The grader with its course, in the tested versions, for an ordinary user.
#
#   docker build -t grader .
#   docker run --rm --read-only --tmpfs /tmp --network none --security-opt seccomp=unconfined \
#       --security-opt apparmor=unconfined --security-opt systempaths=unconfined -v "$PWD:/work:ro" grader grade /work/hw.ipynb
#
# Those options let the grader shut student code in (level `full`; `grader doctor` says what is reached); without them a
# container refuses namespaces, and limits and a clock are all there is (level `process`).
FROM python:3.12-slim AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/grader \
 && /opt/grader/bin/python -m pip install --no-cache-dir --disable-pip-version-check --constraint requirements.lock .

FROM python:3.12-slim
COPY --from=build /opt/grader /opt/grader
RUN useradd --create-home grader
USER grader
WORKDIR /work
ENV PATH=/opt/grader/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONSAFEPATH=1
ENTRYPOINT ["grader"]
CMD ["doctor"]
