"""The pictures of the HTML report: static SVG by pygal, which takes its colours from the page and loads nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from xml.etree import ElementTree

import pygal
from markupsafe import Markup

SVG = "http://www.w3.org/2000/svg"
# What pygal draws for its own script and style, which are left out: the page has its own.
UNUSED = {"defs", "title", "desc"}
UNUSED_CLASSES = {"tooltip-overlay", "titles", "background", "tooltip"}
KEPT_CLASSES = {"line", "rect", "value"}
BARE = {"js": (), "css": (), "show_legend": False, "no_prefix": True}

ElementTree.register_namespace("", SVG)
# Pygal leaves a finder for its plugins, in a form that Python no longer calls: each later import would warn of it.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]


def distribution(labels: Sequence[str], counts: Sequence[int], label: str) -> Markup:
    """Draws how many students have how many points."""
    chart = pygal.Bar(**BARE, width=760, height=240, margin=6, spacing=6, show_y_labels=False, show_y_guides=False,
                      print_values=True, print_values_position="top", print_zeroes=False, x_labels=list(labels))
    chart.add("", [{"value": count} for count in counts], rounded_bars=3)
    return svg(chart, "chart", label)


@lru_cache(maxsize=4096)
def loss_curve(losses: tuple[float, ...], label: str) -> Markup:
    """Draws the losses of a short training."""
    chart = pygal.Line(**BARE, width=220, height=84, margin=6, show_x_labels=False, show_y_labels=False,
                       show_y_guides=False, dots_size=2.5, range=(0, max(losses)))
    chart.add("", list(losses))
    return svg(chart, "curve", label)


def svg(chart: pygal.Graph, css_class: str, label: str) -> Markup:
    """Returns the drawing alone, readable by a screen reader as one picture."""
    root = chart.render_tree()
    tidy(root)
    root.attrib.pop("id", None)
    root.attrib |= {"class": css_class, "role": "img", "aria-label": label}
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 — ElementTree escaped what it was given


def tidy(element: ElementTree.Element) -> None:
    """Takes out what only pygal's script and style use, and the groups that move nothing: a page has thousands."""
    children = list(element)
    element[:] = []
    for child in children:
        name = child.tag.removeprefix(f"{{{SVG}}}") if isinstance(child.tag, str) else "comment"
        classes = set(child.get("class", "").split())
        if name in UNUSED | {"comment"} or classes & UNUSED_CLASSES:
            continue
        tidy(child)
        shorten(child, classes & KEPT_CLASSES)
        if name != "g":
            element.append(child)
        elif "transform" not in child.attrib:
            element.extend(child)
        elif len(child):
            element.append(child)


def shorten(element: ElementTree.Element, classes: set[str]) -> None:
    """Leaves an element only the classes that the page's style knows, and a tenth of a point of its coordinates."""
    element.attrib.pop("class", None)
    for name, value in element.attrib.items():
        element.set(name, re.sub(r"(\d\.\d)\d+", r"\1", value))
    if classes:
        element.set("class", " ".join(sorted(classes)))
