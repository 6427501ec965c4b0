"""Values with other contents, for what is laid over a programme. It checks nothing."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from schedule.model import Value

V = TypeVar("V", bound=Value)


def altered(value: V, sort: type[V] | None = None, **changes: Any) -> V:
    """Return a value with other contents, trusted to be right, that still tells what of it was written.

    `sort` is what it is from then on, if not what it was. Unlike `model_copy` it carries over nothing that was computed
    from the former contents.
    """
    contents = {name: getattr(value, name) for name in type(value).model_fields}
    made = (sort or type(value)).model_construct(_fields_set=set(value.model_fields_set), **(contents | changes))
    return cast("V", made)
