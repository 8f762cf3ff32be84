"""Writes out what may come several times in a spec: so many layers, of which those beyond the least are optional."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from grader.specs.types import LayerSpec, NetworkSpec, Repeat, split_output

Times = Callable[[Repeat], int]


def at_most(repeat: Repeat) -> int:
    """Returns how often something may come."""
    return repeat.most


def at_least(repeat: Repeat) -> int:
    """Returns how often something has to come; once, where it need not and may."""
    return min(repeat.most, max(1, repeat.min))


def written_out(network: NetworkSpec, times: Times = at_most) -> NetworkSpec:
    """Returns a network without blocks.

    The layers of the first time keep their names, of the second they are called `name_2`, and so on. In a block, its
    own `id` is what it is called on; elsewhere, what it gives.
    """
    if not any(layer.repeat or layer.layers for layer in network.layers):
        return network
    labels = iter(replace(network, layers=tuple(each for layer in network.layers for each in members(layer))).labels)
    layers: list[LayerSpec] = []
    blocks: dict[str, str] = {}
    last = network.input_specs[0].name
    for layer in network.layers:
        block = members(layer)
        own = [next(labels) for _ in block]
        repeat = layer.repeat or Repeat(0 if layer.optional else 1, 1)
        for number in range(1, times(repeat) + 1):
            names = {label: label if number == 1 else f"{label}_{number}" for label in own}
            inside = blocks | names | ({layer.id: last} if layer.layers and layer.id else {})
            layers += [copied(member, inside, number, first=names[label], together=f"{own[0]}_{number}",
                              left_out=number > repeat.min, alone=len(block) == 1)
                       for member, label in zip(block, own, strict=True)]
            last = names[own[-1]]
        if layer.id:
            blocks[layer.id] = last
    outputs = tuple(blocks.get(name, name) for name in network.outputs)
    models = tuple(replace(each, input=blocks.get(each.input, each.input), output=blocks.get(each.output, each.output))
                   for each in network.models)
    return replace(network, layers=tuple(layers), outputs=outputs, models=models)


def members(layer: LayerSpec) -> tuple[LayerSpec, ...]:
    """Returns the layers of a block, of which the first one carries its text; a layer is a block of one."""
    if not layer.layers:
        return (layer,)
    first, *others = layer.layers
    shown = layer.numbered and (layer.text is None or first.text is not None)
    return (replace(first, text=layer.text or first.text, numbered=layer.numbered and first.numbered),
            *(replace(each, numbered=shown and each.numbered) for each in others))


def copied(member: LayerSpec, names: dict[str, str], number: int, *, first: str, together: str, left_out: bool,
           alone: bool) -> LayerSpec:
    """Returns a layer of a block as it comes for the `number`th time, under the name `first`."""
    inputs = tuple(renamed(name, names) for name in member.inputs)
    return replace(
        member, inputs=inputs, same_as=names.get(member.same_as or "", member.same_as), repeat=None,
        id=member.id if number == 1 else first, numbered=member.numbered and number == 1,
        optional=member.optional or left_out,
        together=together if left_out and not alone and not member.optional else member.together)


def renamed(name: str, names: dict[str, str]) -> str:
    """Returns the name of an output with that of its layer exchanged."""
    label, _ = split_output(name)
    return names.get(label, label) + name[len(label):]
