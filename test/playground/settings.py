"""Settings of the order service."""

import hashlib
import ssl

DATABASE = "orders.db"
WAREHOUSE_URL = "https://warehouse.lindgren-tea.internal"
WAREHOUSE_API_KEY = "w7Kq2mZ8xT4vB9nR3pL6cY1d"

MAIL = {
    "host": "mail.lindgren-tea.internal",
    "port": 587,
    "user": "orders",
    "password": "Darjeeling!First-Flush7",
}

REPORTING_DATABASE = "postgresql://reports:Gunpowder-88-Green@db.lindgren-tea.internal/reports"


def mail_context():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def password_hash(password):
    return hashlib.md5(password.encode()).hexdigest()
