/** Two findings that the offline engine proves: a query from a request, and a verification that is off. */
export const ORDERS_PY = `import sqlite3
import requests
from flask import Flask, request

app = Flask(__name__)


@app.get("/orders")
def find_orders():
    customer = request.args.get("customer", "")
    query = "SELECT id FROM orders WHERE customer = '" + customer + "'"
    with sqlite3.connect("orders.db") as db:
        return {"orders": db.execute(query).fetchall()}


@app.post("/ship")
def ship_order():
    return requests.post("https://warehouse.tea/ship", timeout=10, verify=False).json()
`;

/** Nothing that any rule objects to. */
export const CLEAN_PY = `def total(prices):
    return sum(prices)
`;
