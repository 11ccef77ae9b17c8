import { createClient } from '../../pipeline/oci/client.ts';
import { parseReference } from '../../pipeline/oci/reference.ts';

// Points a tag to the manifest of another tag. The rehearsal shows that the pipeline detects this.
const [repository = '', from = '', to = ''] = process.argv.slice(2);
const client = createClient();
const location = parseReference(repository);
await client.putManifest(location, await client.getManifest({ ...location, tag: from }), to);
