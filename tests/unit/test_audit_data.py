"""Data of a user's own: what is read, how labels are coded, and what is refused where."""

from pathlib import Path

import numpy as np
import pytest

from verify.auditing.data import from_arrays, read, synthetic
from verify.auditing.losses import Coding
from verify.errors import InputError


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_table_has_its_target_in_the_last_column(tmp_path: Path) -> None:
    data = read(write(tmp_path, "t.csv", "a,b,y\n1,2,3\n4,5,6\n7,8,1\n"))
    assert data.X.tolist() == [[1, 2], [4, 5], [7, 8]]
    assert data.Y.tolist() == [[3], [6], [1]]
    assert data.features == ("a", "b")
    assert data.targets == ("y",)


def test_a_table_without_header_is_read_by_position(tmp_path: Path) -> None:
    data = read(write(tmp_path, "t.csv", "1,2,3\n4,5,6\n"), targets=["0"])
    assert data.X.tolist() == [[2, 3], [5, 6]]
    assert data.Y.tolist() == [[1], [4]]


def test_several_targets_are_chosen_by_name(tmp_path: Path) -> None:
    data = read(write(tmp_path, "t.csv", "a,b,c\n1,2,3\n4,5,7\n"), targets=["c", "a"])
    assert data.Y.tolist() == [[3, 1], [7, 4]]
    assert data.features == ("b",)


def test_names_of_classes_become_signs_and_the_report_says_which(tmp_path: Path) -> None:
    data = read(write(tmp_path, "t.csv", "a,y\n1,cat\n2,dog\n3,cat\n"))
    assert data.Y.ravel().tolist() == [-1, 1, -1]
    assert any("'cat' -> -1" in note and "'dog' -> 1" in note for note in data.notes)


def test_many_classes_have_one_column_each(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv", "a,y\n1,r\n2,g\n3,b\n")
    assert read(path, coding=Coding.ONE_HOT).Y.tolist() == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    assert read(path, coding=Coding.SIGNS).Y[0].tolist() == [-1, -1, 1]


def test_zeros_and_ones_become_signs_where_the_loss_takes_signs(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv", "a,y\n1,0\n2,1\n3,1\n")
    assert read(path, coding=Coding.SIGNS).Y.ravel().tolist() == [-1, 1, 1]
    assert read(path, coding=Coding.BITS).Y.ravel().tolist() == [0, 1, 1]


def test_arrays_of_a_file_are_called_X_and_Y(tmp_path: Path) -> None:
    path = tmp_path / "d.npz"
    np.savez(path, X=np.eye(3), Y=np.arange(3.0))
    assert read(str(path)).Y.shape == (3, 1)
    np.save(tmp_path / "m.npy", np.arange(12.0).reshape(4, 3))
    assert read(str(tmp_path / "m.npy")).X.shape == (4, 2)


def test_standardisation_is_said_in_the_notes() -> None:
    X = np.arange(12.0).reshape(6, 2)
    data = from_arrays(X, X[:, 0], standardise=True)
    assert np.allclose(data.X.mean(axis=0), 0)
    assert np.allclose(data.X.std(axis=0), 1)
    assert any("standardised" in note for note in data.notes)


@pytest.mark.parametrize("coding", list(Coding))
def test_synthetic_labels_fit_the_loss(coding: Coding) -> None:
    data = synthetic("4,3,50", coding, seed=1)
    assert data.X.shape == (50, 4)
    assert data.Y.shape == (50, 3)
    again = synthetic("4,3,50", coding, seed=1)
    assert np.array_equal(data.Y, again.Y)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,y\n1,2\n3,nan\n", "sample 2, column 'y'"),
        ("a,b,y\n1,inf,2\n3,4,5\n", "sample 1, column 'b'"),
        ("a,b,y\n1,x,2\n3,4,5\n", "'x' was found in sample 1, column 'b'"),
        ("a,b,y\n1,,2\n3,4,5\n", "an empty cell was found in sample 1"),
        ("a,b,y\n1,2\n3,4,5\n", "row 2 has 2 cells"),
        ("a,y\n1,2\n", "1 sample"),
        ("y\n1\n2\n", "one feature and one target"),
        ("", "is empty"),
    ],
)
def test_unusable_tables_are_refused_with_the_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=r".") as caught:
        read(write(tmp_path, "t.csv", text))
    assert words in str(caught.value)


def test_constant_columns_cannot_be_standardised_but_are_only_noted_otherwise(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, "t.csv", "a,b,y\n1,2,3\n1,5,6\n1,3,3\n")
    with pytest.raises(InputError, match="'a'"):
        read(path, standardise=True)
    assert any("1 constant feature(s): a" in note for note in read(path).notes)


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "evil.npy"
    np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="never loaded"):
        read(str(path))


@pytest.mark.parametrize(
    ("coding", "labels"),
    [
        (Coding.SIGNS, [0.5, 1.0, -1.0]),
        (Coding.BITS, [2.5, 0.0, 1.0]),
        (Coding.COUNTS, [-1.0, 2.0, 3.0]),
        (Coding.POSITIVE, [0.0, 2.5, 3.0]),
        (Coding.ONE_HOT, [0.5, 0.25, 0.1]),
    ],
)
def test_labels_outside_the_domain_of_the_loss_are_refused(
    coding: Coding, labels: list[float]
) -> None:
    with pytest.raises(InputError, match="the label"):
        from_arrays(np.eye(3), np.array(labels), coding=coding)


def test_unknown_names_and_files_say_what_there_is() -> None:
    with pytest.raises(InputError, match="breast-cancer"):
        read("breast-cancr")
    with pytest.raises(InputError, match="no such file"):
        read("missing.csv")


def test_one_class_is_no_problem_to_learn(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two classes"):
        read(write(tmp_path, "t.csv", "a,y\n1,cat\n2,cat\n"))


def test_parquet_is_read_or_its_extra_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        path.write_bytes(b"PAR1")
        with pytest.raises(InputError, match=r"pl-verify\[parquet\]"):
            read(str(path))
        return
    parquet.write_table(pyarrow.table({"a": [1.0, 2.0], "y": [3.0, 4.0]}), path)
    assert read(str(path)).Y.ravel().tolist() == [3, 4]
