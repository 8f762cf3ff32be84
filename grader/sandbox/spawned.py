"""A guest or verification process that is executed by itself, where the system cannot fork the warm process."""

from __future__ import annotations

import json
import socket

from grader.sandbox.launching import take_channel
from grader.sandbox.warm import become, receive_request


def main() -> None:
    """Takes its one request, imports TensorFlow, and becomes what is asked for."""
    with take_channel(socket.SOCK_STREAM) as channel:
        message, [data] = receive_request(channel)
    import grader.sandbox.preload  # noqa: F401

    become(json.loads(message), data)


if __name__ == "__main__":
    main()
