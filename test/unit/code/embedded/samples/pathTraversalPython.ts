import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const PATH_TRAVERSAL_PYTHON: readonly Sample[] = [
  vulnerable(
    'python',
    'high',
    'a name joined to a folder',
    `
    import os
    from flask import Flask, request

    app = Flask(__name__)
    NOTES = '/srv/notes'

    @app.get('/note')
    def note():
        with open(os.path.join(NOTES, request.args['name'])) as file:  # FINDING
            return {'text': file.read()}
  `,
  ),
  vulnerable(
    'python',
    'high',
    'pathlib does not keep a name inside',
    `
    from pathlib import Path
    from fastapi import APIRouter

    router = APIRouter()
    REPORTS = Path('/srv/reports')

    @router.get('/reports/{name:path}')
    async def report(name: str):
        target = (REPORTS / name).resolve()
        return {'text': target.read_text()}  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'high',
    'an upload under the name that the client gave it',
    `
    import os
    from flask import current_app, request

    def upload():
        picture = request.files['picture']
        picture.save(os.path.join(current_app.config['UPLOADS'], picture.filename))  # FINDING
        return '', 204
  `,
  ),
  vulnerable(
    'python',
    'high',
    'a folder removed',
    `
    import shutil
    from django.http import HttpResponse

    def remove(request):
        shutil.rmtree('/srv/projects/%s' % request.POST['project'])  # FINDING
        return HttpResponse(status=204)
  `,
  ),
  vulnerable(
    'python',
    'high',
    'a response that is a file',
    `
    from fastapi import FastAPI
    from fastapi.responses import FileResponse

    app = FastAPI()

    @app.get('/export')
    async def export(file: str):
        return FileResponse(f'exports/{file}')  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'high',
    'an ending is no protection',
    `
    from django.http import JsonResponse

    def read(request):
        name = request.GET['name']
        if not name.endswith('.txt'):
            return JsonResponse({'error': 'text only'}, status=400)
        with open('texts/' + name) as file:  # FINDING
            return JsonResponse({'text': file.read()})
  `,
  ),
  vulnerable(
    'python',
    'high',
    'a prefix of a path that is not resolved',
    `
    import os
    from flask import request, send_file

    def download():
        path = os.path.join('/srv/files', request.args['path'])
        if not path.startswith('/srv/files/'):
            return '', 403
        return send_file(path)  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'low',
    'a prefix without a separator',
    `
    import os
    from flask import request, send_file

    ROOT = '/srv/files'

    def download():
        path = os.path.realpath(os.path.join(ROOT, request.args['path']))
        if not path.startswith(ROOT):  # FINDING
            return '', 403
        return send_file(path)
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'through a check that is not in the file',
    `
    import aiofiles
    from aiohttp import web
    from .checks import safe_name

    async def show(request: web.Request):
        async with aiofiles.open('pages/' + safe_name(request.query['page'])) as file:  # FINDING
            return web.json_response({'page': await file.read()})
  `,
  ),
  vulnerable(
    'python',
    'high',
    'an archive from the client, unpacked as it is',
    `
    import tarfile
    from flask import request

    def restore():
        with tarfile.open(fileobj=request.files['backup'].stream) as archive:
            archive.extractall('/srv/restore')  # FINDING
        return '', 204
  `,
  ),
  vulnerable(
    'python',
    'high',
    'entries of an archive are written where they say',
    `
    import os
    import zipfile

    def unpack(archive, folder):
        with zipfile.ZipFile(archive) as bundle:
            for name in bundle.namelist():
                with open(os.path.join(folder, name), 'wb') as target:  # FINDING
                    target.write(bundle.read(name))
  `,
  ),
  vulnerable(
    'python',
    'low',
    'the question whether a file is there',
    `
    import os
    from flask import jsonify, request

    def exists():
        return jsonify(found=os.path.exists('/srv/files/' + request.args['name']))  # FINDING
  `,
  ),
  safe(
    'python',
    'the last part of a name only',
    `
    import os
    from flask import request
    from werkzeug.utils import secure_filename

    def upload():
        picture = request.files['picture']
        picture.save(os.path.join('/srv/pictures', secure_filename(picture.filename)))
        with open('/srv/notes/' + os.path.basename(request.form['note'])) as file:
            return {'note': file.read()}
  `,
  ),
  safe(
    'python',
    'resolved and compared',
    `
    from pathlib import Path
    from flask import abort, request, send_file

    ROOT = Path('/srv/files').resolve()

    def download():
        target = (ROOT / request.args['path']).resolve()
        if not target.is_relative_to(ROOT):
            abort(404)
        return send_file(target)
  `,
  ),
  safe(
    'python',
    'relative_to throws',
    `
    from pathlib import Path
    from django.http import Http404, FileResponse

    ROOT = Path('/srv/files')

    def download(request):
        target = (ROOT / request.GET['path']).resolve()
        try:
            target.relative_to(ROOT)
        except ValueError:
            raise Http404
        return FileResponse(target.open('rb'))
  `,
  ),
  safe(
    'python',
    'a directory in common',
    `
    import os
    from flask import abort, request

    ROOT = '/srv/files'

    def read():
        full = os.path.realpath(os.path.join(ROOT, request.args['path']))
        if os.path.commonpath([ROOT, full]) != ROOT:
            abort(403)
        with open(full) as file:
            return {'text': file.read()}
  `,
  ),
  safe(
    'python',
    'a separator ends the prefix',
    `
    import os
    from flask import abort, request

    ROOT = os.path.abspath('files')

    def inside(path):
        full = os.path.abspath(path)
        return full.startswith(ROOT + os.sep)

    def read():
        path = os.path.join(ROOT, request.args['path'])
        if not inside(path):
            abort(403)
        with open(path) as file:
            return {'text': file.read()}
  `,
  ),
  safe(
    'python',
    'steps up are refused',
    `
    from flask import abort, request

    def read():
        name = request.args['name']
        if '..' in name or name.startswith('/'):
            abort(400)
        with open('texts/' + name) as file:
            return {'text': file.read()}
  `,
  ),
  safe(
    'python',
    'the framework keeps the name inside',
    `
    from flask import request, send_from_directory
    from bottle import static_file

    def picture():
        return send_from_directory('pictures', request.args['name'])

    def page(name):
        return static_file(name, root='/srv/pages')
  `,
  ),
  safe(
    'python',
    'numbers, allowed names, letters only',
    `
    import re
    from flask import abort, request

    LANGUAGES = {'en', 'de'}

    def page():
        number = int(request.args['number'])
        language = request.args['language']
        name = request.args['name']
        if language not in LANGUAGES or not re.fullmatch(r'[a-z0-9_-]+', name):
            abort(404)
        with open(f'pages/{language}/{name}-{number}.html') as file:
            return file.read()
  `,
  ),
  safe(
    'python',
    'everything but letters is replaced',
    `
    import re
    from flask import request

    def save():
        name = re.sub(r'[^A-Za-z0-9.-]', '_', request.form['name'])
        with open('/srv/drafts/' + name, 'w') as file:
            file.write(request.form['text'])
        return '', 204
  `,
  ),
  safe(
    'python',
    "the program's own files and arguments",
    `
    import json
    import os
    import sys
    import tarfile

    HERE = os.path.dirname(os.path.abspath(__file__))

    def load(path):
        with open(path) as file:
            return json.load(file)

    def main():
        settings = load(os.path.join(HERE, 'settings.json'))
        with open(sys.argv[1]) as file:
            settings['text'] = file.read()
        with tarfile.open('seed.tgz') as archive:
            archive.extractall(HERE, filter='data')
        return settings
  `,
  ),
];
