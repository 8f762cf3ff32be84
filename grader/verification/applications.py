"""Confirms that layers told as those of a pretrained network are wired as Keras wires it, and are all that it needs."""

from __future__ import annotations

import inspect
import json
from functools import lru_cache
from typing import Any

import keras

from grader.challenge.configs import describe_config
from grader.challenge.stock_layers import applications
from grader.evidence.claims import NetworkClaim

REMEMBERED = 4
GIVEN_OTHERWISE = {"weights", "input_tensor", "name"}


class NoSuchApplication(Exception):
    """What is told is not that network, or not a beginning of it."""


def confirm_applications(claim: NetworkClaim) -> None:
    """Compares each layer that is told as part of a pretrained network with Keras' own.

    Raises:
        NoSuchApplication: type, config or inputs of one are others.
    """
    networks = [make_application(each.type, each.arguments) for each in claim.applications]
    member_of = {number: claim.layers[call.layer].member for number, call in enumerate(claim.calls)}
    told: set[tuple[int, int]] = set()
    outside: dict[int, set[int]] = {}
    for number, call in enumerate(claim.calls):
        member, layer = member_of[number], claim.layers[call.layer]
        if member is None:
            continue
        if not 0 <= member[0] < len(networks) or not 0 <= member[1] < len(networks[member[0]].layers) or member in told:
            raise NoSuchApplication("application")
        told.add(member)
        network, application = networks[member[0]], claim.applications[member[0]]
        own = network.layers[member[1]]
        if type(own).__name__ != layer.type or told_config(describe_config(own)) != told_config(layer.config):
            raise NoSuchApplication(f"{application.type}: {own.name}")
        parents = [node.operation for node in own._inbound_nodes[0].parent_nodes]
        wanted = [None if isinstance(each, keras.layers.InputLayer) else (member[0], network.layers.index(each))
                  for each in parents]
        given = [member_of.get(source) for source in call.inputs]
        if [each for each in wanted if each] != [each for each in given if each and each[0] == member[0]] \
                or len(wanted) != len(given):
            raise NoSuchApplication(f"{application.type}: {own.name}")
        outside.setdefault(member[0], set()).update(
            source for source, place in zip(call.inputs, wanted, strict=True) if place is None)
    for number, application in enumerate(claim.applications):
        places = [place for which, place in told if which == number]
        whole = networks[number].layers
        cut = "" if not places or max(places) == len(whole) - 1 else whole[max(places)].name
        if cut != application.cut or len(outside.get(number, ())) != 1:
            raise NoSuchApplication(application.type)


def told_config(config: dict[str, Any]) -> dict[str, Any]:
    """Returns a config without what the student may change of it."""
    return {key: value for key, value in config.items() if key != "trainable"}


def make_application(kind: str, arguments: dict[str, Any]) -> keras.Model:
    """Makes a network of `keras.applications` with any weights.

    Raises:
        NoSuchApplication: there is none of that name, or it does not take these arguments.
    """
    return remembered_application(kind, json.dumps(arguments, sort_keys=True))


@lru_cache(REMEMBERED)
def remembered_application(kind: str, arguments: str) -> keras.Model:
    """As `make_application`."""
    if kind not in applications():
        raise NoSuchApplication(kind)
    told = {key: value for key, value in json.loads(arguments).items() if key not in GIVEN_OTHERWISE}
    try:
        inspect.signature(applications()[kind]).bind(**told)
        return applications()[kind](**told, weights=None)
    except (ValueError, TypeError) as error:
        raise NoSuchApplication(f"{kind}: {type(error).__name__}") from None


def application_config(kind: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Returns all arguments of a constructor, as they are where nothing is told."""
    parameters = inspect.signature(applications()[kind]).parameters
    defaults = {name: each.default for name, each in parameters.items()
                if name not in ("input_tensor", "input_shape", "name")}
    return defaults | {"trainable": True, "cut": ""} | arguments
