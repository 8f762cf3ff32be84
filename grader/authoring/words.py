"""What proposed exercises say to students, for their authors to word better: in each language its sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from grader.specs.texts import FALLBACK
from grader.specs.types import LayerSpec, NetworkSpec
from grader.specs.values import in_words, is_open


def english_layer(kind: str, told: str, where: str) -> str:
    """Returns a layer in words: its type, its arguments and the layers it is called on, if it has any of these."""
    article = "An" if kind[0] in "AEIOU" or kind == "LSTM" else "A"
    return (f"On [{where}]: a" if where else article) + f" {kind} layer" + (f" with {told}" if told else "")


def korean_layer(kind: str, told: str, where: str) -> str:
    """Returns the same in Korean."""
    return (f"[{where}]에: " if where else "") + (f"{told}인 " if told else "") + f"{kind} 레이어"


@dataclass(frozen=True)
class Words:
    """The sentences of a language.

    Attributes:
        tasks: what is to be written, by the style of a network or the kind of exercise.
        one_input, inputs, outputs: those of a network: the shape of the only one, or all of them.
        layer: of a layer's type, its arguments, and what it is called on.
    """

    tasks: dict[str, str]
    hint: str
    one_input: str
    inputs: str
    outputs: str
    layer: Callable[[str, str, str], str]

    def of_layer(self, layer: LayerSpec, numbers: dict[str | None, int]) -> str:
        """Returns what may be told of a layer; `numbers`: those that the task gives to layers, by their ids."""
        told = ", ".join(f"{name} {show(value)}" for name, value in layer.arguments.items())
        return self.layer(layer.type, told, ", ".join(str(numbers.get(name, name)) for name in layer.inputs))

    def opening(self, network: NetworkSpec) -> str:
        """Returns what may be told of the inputs."""
        if len(network.input_specs) == 1:
            return self.one_input.format(network.input_shapes[0])
        return self.inputs.format(", ".join(f"{each.name} {each.shape}" for each in network.inputs))

    def closing(self, network: NetworkSpec) -> str:
        """Returns what may be told of several outputs."""
        return self.outputs.format(", ".join(network.outputs))


WORDS = {
    "en": Words(
        {"sequential": "Build a Sequential model.",
         "functional": "Build the model with the Functional API.",
         "subclass": "Build the model by subclassing keras.Model.",
         "any": "Build the model in the way you like.",
         "builder": "Write {function}, which makes the layers and gives back what they make.",
         "train_step": "Write {function}(features, labels): one call trains one step and returns the loss."},
        hint="What helps somebody who is stuck.", one_input="An Input of shape {}",
        inputs="Inputs, in this order: {}", outputs="Outputs, in this order: {}", layer=english_layer),
    "ko": Words(
        {"sequential": "Sequential 모델을 구성해 주세요.",
         "functional": "Functional API로 모델을 구성해 주세요.",
         "subclass": "keras.Model을 상속받아 모델을 구성해 주세요.",
         "any": "원하는 방법으로 모델을 구성해 주세요.",
         "builder": "레이어를 만들고, 만든 것을 돌려주는 {function}을 작성해 주세요.",
         "train_step": "부를 때마다 한 번 학습하고 loss를 return 하는 {function}(features, labels)을 작성해 주세요."},
        hint="막힌 사람에게 도움이 될 말.", one_input="{} 모양의 Input",
        inputs="차례로 Input {}", outputs="차례로 출력 {}", layer=korean_layer),
}


def show(value: Any) -> str:
    """Returns a value as it stands in a sentence."""
    if is_open(value):
        return in_words(value)
    return "×".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def words_in(languages: Iterable[str]) -> dict[str, Words]:
    """Returns the words of those of the languages in which there are any; else the English ones."""
    return {language: WORDS[language] for language in languages if language in WORDS} or {FALLBACK: WORDS[FALLBACK]}
