import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { NAMESPACE, type Section } from './rules.ts';

/** The schema of the export, made from the same sections as the export itself. */
export function schemaOf(sections: Section[]): string {
  const schema = create({ version: '1.0', encoding: 'UTF-8' }).ele('xs:schema', {
    'xmlns:xs': 'http://www.w3.org/2001/XMLSchema',
    xmlns: NAMESPACE,
    targetNamespace: NAMESPACE,
    elementFormDefault: 'qualified',
  });
  addAbout(schema);
  addProcessing(schema);
  const root = sequence(schema.ele('xs:element', { name: 'personalData' }).ele('xs:complexType'));
  root.ele('xs:element', { name: 'about', type: 'About' });
  for (const section of sections) addSection(root, section);
  return schema.end({ prettyPrint: true });
}

const sequence = (type: XMLBuilder) => type.ele('xs:sequence');
const ANY_NUMBER = { minOccurs: '0', maxOccurs: 'unbounded' };

function addTextElements(parent: XMLBuilder, names: string[]): void {
  for (const name of names) parent.ele('xs:element', { name, type: 'xs:string' });
}

function addAnnotatedElements(parent: XMLBuilder, name: string, attributes: string[]): void {
  const content = parent
    .ele('xs:element', { name, ...ANY_NUMBER })
    .ele('xs:complexType')
    .ele('xs:simpleContent');
  const extension = content.ele('xs:extension', { base: 'xs:string' });
  for (const attribute of attributes) {
    extension.ele('xs:attribute', { name: attribute, type: 'xs:string', use: 'required' });
  }
}

function addAbout(schema: XMLBuilder): void {
  const about = sequence(schema.ele('xs:complexType', { name: 'About' }));
  about.ele('xs:element', { name: 'generatedAt', type: 'xs:dateTime' });
  for (const name of ['controller', 'controllerContact'])
    about.ele('xs:element', { name, type: 'xs:string', minOccurs: '0' });
  addAnnotatedElements(about, 'right', ['name', 'article']);
  addTextElements(about, ['automatedDecisions']);
}

function addProcessing(schema: XMLBuilder): void {
  const type = schema.ele('xs:complexType', { name: 'Processing' });
  const processing = sequence(type);
  addTextElements(processing, ['purpose', 'recipients', 'source', 'retention']);
  addAnnotatedElements(processing, 'data', ['element', 'category']);
  addAnnotatedElements(processing, 'withheld', ['name', 'category']);
  type.ele('xs:attribute', { name: 'of', type: 'xs:string', use: 'required' });
}

function addSection(parent: XMLBuilder, section: Section): void {
  const content = sequence(
    parent.ele('xs:element', { name: section.processing.section }).ele('xs:complexType'),
  );
  const described = section.inside === null ? '1' : '2';
  content.ele('xs:element', {
    name: 'processing',
    type: 'Processing',
    minOccurs: described,
    maxOccurs: described,
  });
  addRow(content, section);
}

function addRow(parent: XMLBuilder, { processing, fields, inside }: Section): void {
  const row = sequence(
    parent.ele('xs:element', { name: processing.element, ...ANY_NUMBER }).ele('xs:complexType'),
  );
  for (const { element } of fields) {
    row.ele('xs:element', { name: element, type: 'xs:string', minOccurs: '0' });
  }
  if (inside !== null) addRow(row, inside.section);
}
