import { createClient } from '../../pipeline/oci/client.ts';
import { parseReference } from '../../pipeline/oci/reference.ts';

// What nobody should do: a tag points to something else than before.
const [repository = '', from = '', to = ''] = process.argv.slice(2);
const client = createClient();
const where = parseReference(repository);
await client.putManifest(where, await client.getManifest({ ...where, tag: from }), to);
