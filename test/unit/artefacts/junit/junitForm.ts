import type { XmlElement } from './parseXml.ts';

interface Form {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
  readonly text?: true;
}

/** What readers of JUnit reports agree on: the elements and attributes of Jenkins' schema (junit-10.xsd of its xUnit plugin). */
const forms: Readonly<Record<string, Form>> = {
  testsuites: { required: [], optional: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite'] },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['time', 'skipped', 'timestamp', 'id', 'package'],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { required: [], optional: [], children: ['property'] },
  property: { required: ['name', 'value'], optional: [], children: [] },
  testcase: {
    required: ['name'],
    optional: ['classname', 'time'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { required: [], optional: ['type', 'message'], children: [], text: true },
  error: { required: [], optional: ['type', 'message'], children: [], text: true },
  skipped: { required: [], optional: ['type', 'message'], children: [], text: true },
};

/** Every way in which a report breaks the form; counts that are not those of its test cases included. */
export function junitProblems(element: XmlElement): string[] {
  const { name, attributes, children, text } = element;
  const form = forms[name];
  if (form === undefined) return [`<${name}> is not known`];
  const names = Object.keys(attributes);
  return [
    ...form.required.filter((each) => !names.includes(each)).map((each) => `<${name}> has no ${each}`),
    ...names
      .filter((each) => !form.required.includes(each) && !form.optional.includes(each))
      .map((each) => `<${name}> has ${each}`),
    ...children.filter((each) => !form.children.includes(each.name)).map((each) => `<${name}> holds <${each.name}>`),
    ...(form.text === undefined && text.trim() !== '' ? [`<${name}> holds text`] : []),
    ...('time' in attributes && !/^\d+\.\d+$/.test(attributes['time'] ?? '') ? [`<${name}> has an odd time`] : []),
    ...(name.startsWith('testsuite') ? wrongCounts(element) : []),
    ...children.flatMap(junitProblems),
  ];
}

function wrongCounts(suite: XmlElement): string[] {
  const cases = casesIn(suite);
  const counts = {
    tests: cases.length,
    failures: cases.filter((each) => each.children.some(({ name }) => name === 'failure')).length,
    errors: cases.filter((each) => each.children.some(({ name }) => name === 'error')).length,
    skipped: cases.filter((each) => each.children.some(({ name }) => name === 'skipped')).length,
  };
  return Object.entries(counts)
    .filter(([name, count]) => name in suite.attributes && suite.attributes[name] !== String(count))
    .map(([name, count]) => `<${suite.name}> says ${name}=${String(suite.attributes[name])}, there are ${count}`);
}

function casesIn({ name, children }: XmlElement): readonly XmlElement[] {
  return name === 'testsuites' ? children.flatMap(casesIn) : children.filter((each) => each.name === 'testcase');
}
