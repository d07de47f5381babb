"""What the depots hold, as the planner is told it."""

import pytest
from django.utils import timezone

from shangyou.preparedness.models import Depot, StockItem
from shangyou.response import forces, needs

QIJIANG = (106.65, 29.03)
PEROXIDE = needs.Wanted("双氧水", "hydrogen_peroxide", 900.0, "kg", needs.BOOM_RULE)


@pytest.fixture
def peroxide(demo_world, db):
    """Leave one depot with a ton of peroxide at half strength."""
    StockItem.objects.filter(reagent="hydrogen_peroxide").delete()
    return StockItem.objects.create(
        depot=Depot.objects.get(code="DP-D500110"),
        supply_class="degradation",
        item="双氧水（50 %）",
        reagent="hydrogen_peroxide",
        quantity=1000,
        strength=0.5,
        unit="kg",
    )


def test_a_product_counts_by_the_strength_in_its_register(peroxide, django_assert_num_queries):
    with django_assert_num_queries(1):
        (need,) = forces.needs_of([[PEROXIDE]], QIJIANG)
    (stock,) = need.stock
    assert (stock.quantity, stock.strength) == (500.0, 0.5)
    assert stock.travel_s >= 60.0 * peroxide.depot.ready_minutes


def test_what_has_expired_does_not_count(peroxide):
    peroxide.expires_on = timezone.localdate()
    peroxide.save()
    (need,) = forces.needs_of([[PEROXIDE]], QIJIANG)
    assert need.stock == ()
