"""Orders of the Lindgren Tea Company: find, show, export, ship."""

import hashlib
import json
import sqlite3
import subprocess

import requests
from flask import Flask, abort, jsonify, request

from settings import DATABASE, WAREHOUSE_URL

app = Flask(__name__)
app.secret_key = "oolong-2019-sencha-41"


def connect():
    connection = sqlite3.connect(DATABASE)
    connection.row_factory = sqlite3.Row
    return connection


@app.get("/orders")
def find_orders():
    customer = request.args.get("customer", "")
    query = "SELECT id, customer, total FROM orders WHERE customer = '" + customer + "'"
    with connect() as db:
        orders = [dict(row) for row in db.execute(query)]
    response = jsonify(orders)
    response.set_etag(etag_of(orders))
    return response


@app.get("/orders/<int:order_id>")
def show_order(order_id):
    with connect() as db:
        row = db.execute("SELECT * FROM orders WHERE id = ?", (order_id,)).fetchone()
    if row is None:
        abort(404)
    return jsonify(dict(row))


@app.post("/orders/export")
def export_orders():
    month = request.form["month"]
    subprocess.run(f"./export-month.sh {month} > exports/latest.csv", shell=True, check=True)
    return "", 204


@app.post("/orders/<int:order_id>/ship")
def ship_order(order_id):
    answer = requests.post(
        f"{WAREHOUSE_URL}/shipments",
        json={"order": order_id},
        timeout=10,
        verify=False,
    )
    return answer.json(), answer.status_code


def revenue_of(db, month):
    return db.execute(f"SELECT sum(total) FROM orders WHERE month = '{month}'").fetchone()[0]


def etag_of(orders):
    return hashlib.md5(json.dumps(orders).encode()).hexdigest()


def voucher_for(customer, amount):
    return hashlib.sha1(f"{customer}:{amount}".encode()).hexdigest()[:12]
