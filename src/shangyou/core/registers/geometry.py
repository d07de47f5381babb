"""Shapes in and out: GeoJSON or WKT, longitude and latitude on WGS 84, and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import shapely
from django.contrib.gis.db.models.fields import BaseSpatialField
from django.contrib.gis.geos import GEOSGeometry

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.orm import meta
from shangyou.core.registers.parsing import Unusable

_SHORT = {
    "POINT": "point",
    "MULTIPOINT": "point",
    "LINESTRING": "line",
    "MULTILINESTRING": "line",
    "POLYGON": "polygon",
    "MULTIPOLYGON": "polygon",
}
_TITLES = {"point": ("点", "a point"), "line": ("线", "a line"), "polygon": ("面", "a polygon")}
_GATHER: dict[str, Callable[[list[Any]], Any]] = {
    "POINT": shapely.multipoints,
    "LINESTRING": shapely.multilinestrings,
    "POLYGON": shapely.multipolygons,
}
MOST_VERTICES = 500_000


def geometry_field(register: Register) -> Any:
    """Give the model's geometry field."""
    field = meta(register.model).get_field(register.geometry or "")
    if not isinstance(field, BaseSpatialField):
        raise TypeError(f"{register.name}.{register.geometry} is no geometry")
    return field


def kind_of(register: Register) -> str | None:
    """Say what the register draws: point, line, polygon, or nothing."""
    return _SHORT[geometry_field(register).geom_type] if register.geometry else None


def from_geojson(register: Register, given: Any) -> GEOSGeometry | None:
    """Read a GeoJSON geometry for this register."""
    if given is None:
        _may_be_absent(register)
        return None
    try:
        shape = shapely.from_geojson(json.dumps(given, allow_nan=False))
    except (TypeError, ValueError, shapely.errors.GEOSException, RecursionError):
        raise Unusable("不是有效的 GeoJSON 几何。", "Not a valid GeoJSON geometry.") from None
    return checked(register, shape)


def from_wkt(register: Register, given: Any) -> GEOSGeometry | None:
    """Read WKT for this register."""
    if given is None or not str(given).strip():
        _may_be_absent(register)
        return None
    try:
        shape = shapely.from_wkt(str(given))
    except (ValueError, shapely.errors.GEOSException):
        raise Unusable("不是有效的 WKT 几何。", "Not valid WKT.") from None
    return checked(register, shape)


def from_point(register: Register, longitude: Any, latitude: Any) -> GEOSGeometry | None:
    """Read a longitude and a latitude from a table file."""
    blank = [v is None or str(v).strip() == "" for v in (longitude, latitude)]
    if all(blank):
        _may_be_absent(register)
        return None
    try:
        shape = shapely.Point(float(longitude), float(latitude))
    except (TypeError, ValueError):
        raise Unusable(
            "经度和纬度应为数字，并同时填写。",
            "Longitude and latitude must be numbers, both given.",
        ) from None
    return checked(register, shape)


def _may_be_absent(register: Register) -> None:
    if not geometry_field(register).null:
        zh, en = _TITLES[kind_of(register) or "point"]
        raise Unusable(f"请给出位置（{zh}）。", f"Give its place ({en}).")


def checked(register: Register, shape: Any) -> GEOSGeometry:
    """Refuse what this register cannot draw; give the rest in the database's form."""
    field = geometry_field(register)
    wanted: str = field.geom_type
    zh, en = _TITLES[_SHORT[wanted]]
    if shape is None or shape.is_empty:
        raise Unusable("几何是空的。", "The geometry is empty.")
    if shapely.get_num_coordinates(shape) > MOST_VERTICES:
        raise Unusable("几何的顶点过多。", "The geometry has too many vertices.")
    shape = shapely.force_2d(shape)
    given = shape.geom_type.upper()
    if given != wanted and f"MULTI{given}" == wanted:
        shape = _GATHER[given]([shape])
    elif given != wanted and given == f"MULTI{wanted}" and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    elif given != wanted:
        raise Unusable(f"应为{zh}。", f"Must be {en}.")
    west, south, east, north = shape.bounds
    # comparisons with NaN are false, so NaN fails here as well
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Unusable(
            "坐标应为 WGS 84 经纬度：经度 −180–180，纬度 −90–90。",
            "Coordinates must be WGS 84: longitude −180 to 180, latitude −90 to 90.",
        )
    if not shape.is_valid:
        raise Unusable(
            "图形自相交或不完整，请重画。", "The shape crosses itself or is incomplete; redraw it."
        )
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326)


def as_geojson(shape: GEOSGeometry | None) -> dict[str, Any] | None:
    """Give GeoJSON."""
    return None if shape is None else json.loads(shape.geojson)


def same(one: GEOSGeometry | None, other: GEOSGeometry | None) -> bool:
    """Say whether two shapes are the same to a centimetre."""
    if one is None or other is None:
        return one is other
    return one.geom_type == other.geom_type and one.equals_exact(other, 1e-7)


def in_words(shape: GEOSGeometry | None) -> str | None:
    """Describe a shape in a history line."""
    if shape is None:
        return None
    if shape.geom_type == "Point":
        longitude, latitude = shape.centroid.tuple
        return f"{longitude:.6f}, {latitude:.6f}"
    return f"{shape.geom_type}({shape.num_coords})"
