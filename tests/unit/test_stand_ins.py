"""The functions of absent packages that answers build on do what the real ones do."""

from __future__ import annotations

import numpy as np
import pytest

from grader.guest.stand_ins import (
    Absent,
    LabelBinarizer,
    MinMaxScaler,
    Missing,
    OneHotEncoder,
    Progress,
    StandardScaler,
    shuffle,
    train_test_split,
)


@pytest.mark.parametrize(("options", "sizes"), [
    ({}, (75, 25)), ({"test_size": 0.2}, (80, 20)), ({"test_size": 7}, (93, 7)), ({"train_size": 0.6}, (60, 40)),
    ({"test_size": 0.1, "train_size": 0.5}, (50, 10)), ({"test_size": 0.2, "shuffle": False}, (80, 20)),
])
def test_split_sizes(options: dict, sizes: tuple[int, int]) -> None:
    x, y = np.arange(200).reshape(100, 2), list(range(100))
    x_train, x_test, y_train, y_test = train_test_split(x, y, **options)
    assert (len(x_train), len(x_test)) == (len(y_train), len(y_test)) == sizes
    assert (x_train[:, 0] // 2).tolist() == y_train
    assert not set(y_train) & set(y_test)


def test_stratified_split_has_each_class_in_both_parts() -> None:
    labels = np.repeat(np.arange(10), 20)[:, None]
    train, test = train_test_split(labels, test_size=0.1, stratify=labels)
    assert np.bincount(test.ravel()).tolist() == [2] * 10
    assert np.bincount(train.ravel()).tolist() == [18] * 10


def test_split_without_shuffling_keeps_the_order() -> None:
    train, test = train_test_split(np.arange(10), test_size=0.3, shuffle=False)
    assert [*train, *test] == list(range(10))


def test_shuffle_keeps_rows_together() -> None:
    x, y = shuffle(np.arange(50), np.arange(50), random_state=3)
    assert (x == y).all()
    assert sorted(x) == list(range(50))


def test_preparations() -> None:
    assert LabelBinarizer().fit_transform(["b", "a", "b"]).tolist() == [[0, 1], [1, 0], [0, 1]]
    assert OneHotEncoder().fit_transform([[3], [5]]).toarray().tolist() == [[1, 0], [0, 1]]
    assert MinMaxScaler().fit_transform([[0.0], [5.0], [10.0]]).ravel().tolist() == [0, 0.5, 1]
    assert StandardScaler().fit_transform([[1.0], [3.0]]).ravel().tolist() == [-1, 1]
    assert list(Progress(range(3), desc="epochs")) == [0, 1, 2]


def test_failed_import_raises_its_own_error_when_used_and_not_before() -> None:
    missing = Missing(ModuleNotFoundError("No module named 'keras.engine'"))
    for use in (lambda: missing(), lambda: missing.Layer, lambda: type("Own", (), {}) and class_of(missing)):
        with pytest.raises(ModuleNotFoundError, match=r"keras\.engine"):
            use()


def class_of(base: object) -> type:
    class Own(base):  # type: ignore[misc,valid-type]
        pass

    return Own


def test_stand_in_remembers_what_was_called() -> None:
    Absent.used.clear()
    Absent("cv2").resize(1)
    assert Absent.used == ["cv2.resize"]
    Absent.used.clear()


def test_stand_in_has_a_part_for_each_name_and_nothing_to_go_through() -> None:
    (one, two), info = Absent("tensorflow_addons")
    assert [repr(each) for each in (one, two, info)] == ["<absent>"] * 3
    assert list(Absent("tensorflow_addons")) == []
    Absent.used.clear()
