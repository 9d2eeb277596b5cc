import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';
import { XML_EXTERNAL_ENTITIES_SCRIPTS } from './xmlExternalEntitiesScripts.ts';

export const XML_EXTERNAL_ENTITIES_SAMPLES: SampleFamily = {
  ruleId: 'xml-external-entities',
  samples: [
    vulnerable(
      'python',
      'high',
      'lxml told to resolve entities',
      `
      from flask import Flask, request
      from lxml import etree

      app = Flask(__name__)

      @app.post('/orders')
      def order():
          parser = etree.XMLParser(resolve_entities=True)
          tree = etree.fromstring(request.data, parser)  # FINDING
          return {'items': len(tree)}
    `,
    ),
    vulnerable(
      'python',
      'high',
      'DTD loaded over the network',
      `
      from io import BytesIO
      from django.http import JsonResponse
      from lxml import etree

      PARSER = etree.XMLParser(load_dtd=True, no_network=False)

      def upload(request):
          tree = etree.parse(BytesIO(request.body), parser=PARSER)  # FINDING
          return JsonResponse({'root': tree.getroot().tag})
    `,
    ),
    vulnerable(
      'python',
      'high',
      'feature of SAX switched on',
      `
      import xml.sax
      from xml.sax.handler import feature_external_ges
      from flask import request

      def feed():
          parser = xml.sax.make_parser()
          parser.setFeature(feature_external_ges, True)
          parser.parse(request.files['feed'])  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'pulldom with such a parser',
      `
      import xml.sax
      import xml.sax.handler
      from xml.dom import pulldom
      from flask import request

      def events():
          parser = xml.sax.make_parser()
          parser.setFeature(xml.sax.handler.feature_external_ges, True)
          names = []
          for event, node in pulldom.parseString(request.form['xml'], parser):  # FINDING
              names.append(event)
          return {'names': names}
    `,
    ),
    vulnerable(
      'python',
      'low',
      'parameter with such a parser',
      `
      from lxml import etree

      def read(path):
          return etree.parse(path, etree.XMLParser(resolve_entities=True))  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'low',
      'lxml by default',
      `
      from flask import request
      from lxml import etree

      def order():
          tree = etree.fromstring(request.get_data())  # FINDING
          return {'items': len(tree)}
    `,
    ),
    vulnerable(
      'python',
      'low',
      'entities of the document itself',
      `
      import xml.etree.ElementTree as ET
      from django.http import JsonResponse

      def upload(request):
          root = ET.fromstring(request.body)  # FINDING
          return JsonResponse({'root': root.tag})
    `,
    ),
    safe(
      'python',
      'defusedxml',
      `
      import defusedxml.ElementTree as ET
      import defusedxml.minidom
      from flask import request

      def order():
          root = ET.fromstring(request.data)
          document = defusedxml.minidom.parseString(request.data)
          return {'root': root.tag, 'other': document.documentElement.tagName}
    `,
    ),
    safe(
      'python',
      'lxml told not to',
      `
      from flask import request
      from lxml import etree

      SAFE = etree.XMLParser(resolve_entities=False, no_network=True)

      def order():
          tree = etree.fromstring(request.data, parser=SAFE)
          return {'items': len(tree)}
    `,
    ),
    safe(
      'python',
      'SAX told not to',
      `
      import xml.sax
      from xml.sax.handler import feature_external_ges, feature_external_pes
      from flask import request

      def feed():
          parser = xml.sax.make_parser()
          parser.setFeature(feature_external_ges, False)
          parser.setFeature(feature_external_pes, False)
          parser.parse(request.files['feed'])
    `,
    ),
    safe(
      'python',
      'files of the program',
      `
      import xml.dom.minidom
      import xml.etree.ElementTree as ET
      from lxml import etree

      CONFIG = ET.parse('config.xml').getroot()
      LAYOUT = etree.parse('layout.xml', etree.XMLParser(resolve_entities=True))

      def read(path):
          return xml.dom.minidom.parse(path)
    `,
    ),
    safe(
      'python',
      'JSON, and XML that is only written',
      `
      import json
      import xml.etree.ElementTree as ET
      from flask import request

      def order():
          data = json.loads(request.data)
          root = ET.Element('order')
          ET.SubElement(root, 'item').text = data['item']
          return {'xml': ET.tostring(root, encoding='unicode')}
    `,
    ),
    ...XML_EXTERNAL_ENTITIES_SCRIPTS,
  ],
};
