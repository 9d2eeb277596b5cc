import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const OPEN_REDIRECT_PYTHON: readonly Sample[] = [
  vulnerable(
    'python',
    'medium',
    'back to where the login came from',
    `
    from flask import Flask, redirect, request, url_for

    app = Flask(__name__)

    @app.post('/login')
    def login():
        return redirect(request.args.get('next') or url_for('index'))  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'a Django view',
    `
    from django.shortcuts import redirect

    def leave(request):
        target = request.GET.get('to', '/')
        return redirect(target)  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'one slash is not enough',
    `
    from fastapi import APIRouter
    from fastapi.responses import RedirectResponse

    router = APIRouter()

    @router.get('/go')
    async def go(page: str):
        return RedirectResponse(f'/{page}', status_code=303)  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'a slash at the beginning may be the first of two',
    `
    from django.http import HttpResponseRedirect

    def back(request):
        target = request.POST['target']
        if target.startswith('/'):
            return HttpResponseRedirect(target)  # FINDING
        return HttpResponseRedirect('/')
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'the answer of a Lambda function',
    `
    def handler(event, context):
        target = event['queryStringParameters']['url']
        return {'statusCode': 302, 'headers': {'Location': target}}  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'low',
    'through a check that is not in the file',
    `
    from flask import redirect, request
    from .links import is_allowed_target

    def leave():
        target = request.args['target']
        if not is_allowed_target(target):
            return redirect('/')
        return redirect(target)  # FINDING
  `,
  ),
  safe(
    'python',
    'addresses that the program makes',
    `
    from flask import redirect, request, url_for
    from django.urls import reverse
    from django.http import HttpResponseRedirect

    def show():
        return redirect(url_for('item', name=request.args['name']))

    def edit(request, pk):
        return HttpResponseRedirect(reverse('edit', args=[request.GET['field']]) + '#top')

    def search():
        return redirect('/search?q=' + request.args['q'])
  `,
  ),
  safe(
    'python',
    'the function of Django',
    `
    from django.shortcuts import redirect
    from django.utils.http import url_has_allowed_host_and_scheme

    def login(request):
        target = request.GET.get('next', '')
        if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
            return redirect(target)
        return redirect('home')
  `,
  ),
  safe(
    'python',
    'the same host, in a function',
    `
    from urllib.parse import urljoin, urlparse
    from flask import redirect, request, url_for

    def is_local(target):
        own = urlparse(request.host_url)
        other = urlparse(urljoin(request.host_url, target))
        return other.scheme in ('http', 'https') and own.netloc == other.netloc

    def login():
        target = request.args.get('next')
        if not target or not is_local(target):
            return redirect(url_for('index'))
        return redirect(target)
  `,
  ),
  safe(
    'python',
    'one slash and not a second',
    `
    from flask import redirect, request

    def leave():
        target = request.args['target']
        if not target.startswith('/') or target.startswith('//'):
            target = '/'
        return redirect(target)
  `,
  ),
  safe(
    'python',
    'the address of the request itself',
    `
    from flask import redirect, request

    def secure():
        return redirect(request.url.replace('http://', 'https://', 1), code=301)

    def again(request):
        return redirect(request.path)
  `,
  ),
  safe(
    'python',
    'no host besides the relative',
    `
    from urllib.parse import urlparse
    from django.shortcuts import redirect

    TARGETS = ('shop.example.com', 'help.example.com')

    def leave(request):
        target = request.GET['to']
        if urlparse(target).netloc not in TARGETS:
            return redirect('home')
        return redirect(target)
  `,
  ),
];
