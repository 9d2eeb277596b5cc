/** The start of a web service of our own, in Python. */
export const PYTHON_HEAD = `"""Orders of a tea company: find, show, export, ship."""

import hashlib
import logging
import os
import sqlite3
import subprocess
from dataclasses import dataclass

import requests
from flask import Flask, abort, jsonify, request

app = Flask(__name__)
log = logging.getLogger(__name__)
WAREHOUSE = "https://warehouse.tea.example"
SORTABLE = {"name": "name", "date": "created_at"}


def connect():
    connection = sqlite3.connect(os.environ.get("DATABASE", "orders.db"))
    connection.row_factory = sqlite3.Row
    return connection


def trimmed(value):
    return value.strip().lower() if value else ""


def page_of(values):
    try:
        return max(1, int(values.get("page", "1")))
    except ValueError:
        return 1


def run_tool(arguments):
    return subprocess.run(["label-printer", *arguments], check=True, capture_output=True)
`;

/** About 55 lines: a class, helpers and handlers of one kind of thing. */
export function pythonBlock(thing: string, at: number): string {
  const type = thing.charAt(0).toUpperCase() + thing.slice(1);
  return `

@dataclass
class ${type}:
    id: int
    name: str
    price: float

    def label(self, prefix):
        text = f"{prefix}: {self.name} ({self.price:.2f})"
        return text.replace("\\n", " ")


def ${thing}_filter(values):
    name = trimmed(values.get("name", ""))
    if len(name) > 40:
        abort(400)
    return {"name": name, "origin": values.get("origin"), "page": page_of(values)}


def ${thing}_query(filters):
    query = "SELECT id, name, price FROM ${thing}s WHERE 1 = 1"
    if filters["origin"]:
        query += " AND origin = '" + filters["origin"] + "'"
    query += " ORDER BY " + SORTABLE.get(filters["name"], "name")
    return query


@app.get("/${thing}s")
def list_${thing}s():
    filters = ${thing}_filter(request.args)
    rows = []
    with connect() as db:
        for row in db.execute(${at % 2 === 0 ? `${thing}_query(filters)` : `"SELECT * FROM ${thing}s WHERE name = ?", (filters["name"],)`}):
            item = ${type}(row["id"], row["name"], row["price"])
            rows.append({"id": item.id, "label": item.label("${type}")})
    log.info("%d rows for %s", len(rows), filters["name"])
    return jsonify(rows)


@app.post("/${thing}s/<int:${thing}_id>/ship")
def ship_${thing}(${thing}_id):
    form = request.get_json()
    address = {"street": form.get("street"), "city": trimmed(form.get("city"))}
    if not address["city"]:
        return jsonify(error="no city"), 400
    answer = requests.post(f"{WAREHOUSE}/ship/{${thing}_id}", json=address, timeout=10${at % 3 === 0 ? ', verify=False' : ''})
    ${at % 2 === 0 ? `subprocess.run(f"./label.sh {address['street']}", shell=True, check=True)` : `run_tool(["--city", address["city"]])`}
    digest = hashlib.${at % 4 === 0 ? 'md5' : 'sha256'}(answer.content).hexdigest()
    return jsonify(state=answer.status_code, digest=digest)
`;
}
