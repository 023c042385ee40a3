"""Tables as Parquet: typed columns, written row group by row group, so that no table is ever held whole.

This module alone knows the library that writes it, and loads it only when a file is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, TypeVar

from web.tables import Holds, Table, Value

if TYPE_CHECKING:
    from arro3.core import Array, DataType, RecordBatch, Schema

_IN_MEMORY = 1024 * 1024
"""Bytes of a file that are kept in memory; a larger one is on disk while it is sent."""
_ROWS_AT_ONCE = 500
_ROWS_IN_A_GROUP = 20_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_Item = TypeVar("_Item")


def write_parquet(table: Table[_Item], items: Iterable[_Item]) -> IO[bytes]:
    """Return a file that holds *items*, ready to be read from its beginning; the caller closes it.

    Days are date32, instants timestamps in microseconds of UTC, numbers int64. Every column may hold nulls.
    """
    from arro3.core import RecordBatchReader
    from arro3.io import write_parquet as write

    schema = _schema(table)
    file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the caller closes it
    try:
        reader = RecordBatchReader.from_batches(schema, _batches(table, items, schema))
        write(reader, file, max_row_group_size=_ROWS_IN_A_GROUP, compression="zstd(3)")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _schema(table: Table[Any]) -> Schema:
    from arro3.core import Field, Schema

    return Schema([Field(column.name, _type_of(column.holds), nullable=True) for column in table.columns])


def _batches(table: Table[_Item], items: Iterable[_Item], schema: Schema) -> Iterator[RecordBatch]:
    from arro3.core import RecordBatch

    remaining = iter(items)
    while piece := list(islice(remaining, _ROWS_AT_ONCE)):
        columns = zip(*(table.values(item) for item in piece), strict=True)
        yield RecordBatch.from_arrays(
            [_array(values, column.holds) for values, column in zip(columns, table.columns, strict=True)], schema=schema
        )


def _array(values: Iterable[Value], holds: Holds) -> Array:
    """Return *values* in a typed array. Days and instants go in as numbers: the library takes no others."""
    from arro3.core import Array, DataType

    carried = {Holds.DAY: DataType.int32(), Holds.INSTANT: DataType.int64()}.get(holds, _type_of(holds))
    counted: Callable[[Any], Any] = {Holds.DAY: _days, Holds.INSTANT: _microseconds}.get(holds, lambda value: value)
    array = Array([None if value is None else counted(value) for value in values], type=carried)
    return array if holds in {Holds.TEXT, Holds.NUMBER} else array.cast(_type_of(holds))


def _type_of(holds: Holds) -> DataType:
    from arro3.core import DataType

    return {
        Holds.TEXT: DataType.utf8(),
        Holds.NUMBER: DataType.int64(),
        Holds.DAY: DataType.date32(),
        Holds.INSTANT: DataType.timestamp("us", tz="UTC"),
    }[holds]


def _days(on: date) -> int:
    return on.toordinal() - _EPOCH.toordinal()


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
