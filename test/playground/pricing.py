"""Prices: net, gross, and what shipping adds."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TAX = Decimal("0.19")
FREE_SHIPPING_FROM = Decimal("49")
SHIPPING = Decimal("4.90")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    name: str
    grams: int
    price_per_100_grams: Decimal

    @property
    def net(self):
        return self.price_per_100_grams * self.grams / 100


def gross(lines):
    total = sum((line.net for line in lines), Decimal(0)) * (1 + TAX)
    return total.quantize(CENT, rounding=ROUND_HALF_UP)


def with_shipping(total):
    if total >= FREE_SHIPPING_FROM:
        return total
    return total + SHIPPING


def receipt(lines):
    rows = [f"{line.name:<24}{line.grams:>6} g{line.net:>10.2f}" for line in lines]
    return "\n".join([*rows, f"{'Total':<24}{with_shipping(gross(lines)):>18}"])
