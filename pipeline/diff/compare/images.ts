import { textAt } from '../manifests/fields.ts';
import { apiGroup, objectId, objectKey } from '../manifests/object-id.ts';
import { containersOf, podSpecOf } from '../manifests/pod-specs.ts';
import type { ImageChange, KubernetesObject } from '../model.ts';

/** The parts of an image reference: `ghcr.io/owner/name:v1@sha256:…`. */
export interface ImageName {
  readonly repository: string;
  /** `latest` if there is neither tag nor digest, as in container runtimes. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Parses an image reference. It never fails: whatever it does not understand becomes part of the repository. */
export function parseImage(text: string): ImageName {
  const [name = '', digest] = text.split('@', 2);
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : name.slice(colon + 1);
  return {
    repository: colon < 0 ? name : name.slice(0, colon),
    tag: tag ?? (digest === undefined ? 'latest' : undefined),
    digest,
  };
}

const formatVersion = ({ tag = '', digest }: ImageName) => (digest === undefined ? tag : `${tag}@${digest}`);

/** The images that an object runs, by `container <name>`, or by `instances` of a CloudNativePG Cluster. */
export function imagesOf(object: KubernetesObject): Map<string, string> {
  const containers = containersOf(podSpecOf(object)).map(
    ({ name, fields }) => [`container ${name}`, textAt(fields, 'image')] as const,
  );
  const isPostgres = object.kind === 'Cluster' && apiGroup(object.apiVersion) === 'postgresql.cnpg.io';
  const all = [
    ...containers,
    ['instances', isPostgres ? textAt(object, 'spec', 'imageName') : undefined] as const,
  ];
  return new Map(all.flatMap(([name, image]) => (image === undefined ? [] : [[name, image] as const])));
}

/** The versions of images that run, by container and by repository. */
function runningImages(objects: readonly KubernetesObject[]) {
  const all = objects.flatMap((object) =>
    [...imagesOf(object)].map(([name, image]) => {
      const parsed = parseImage(image);
      const version = formatVersion(parsed);
      return { at: `${objectKey(objectId(object))} ${name}`, repository: parsed.repository, version };
    }),
  );
  return {
    byContainer: new Map(all.map((each) => [`${each.at} ${each.repository}`, each])),
    byRepository: new Map(
      [...Map.groupBy(all, ({ repository }) => repository)].map(([repository, images]) => [
        repository,
        new Set(images.map(({ version }) => version)),
      ]),
    ),
  };
}

/**
 * Finds the images that change. Each change of a repository from one version to another is listed once: first the
 * changes within a container, then the remaining old versions paired with the remaining new ones, in sorted order.
 *
 * @returns the changes, sorted by repository
 */
export function imageChanges(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
): ImageChange[] {
  const [old, current] = [runningImages(before), runningImages(after)];
  const changes = [...current.byContainer].flatMap(([container, { repository, version }]) => {
    const from = old.byContainer.get(container)?.version;
    return from === undefined || from === version ? [] : [{ repository, from, to: version }];
  });
  const repositories = new Set([...old.byRepository.keys(), ...current.byRepository.keys()]);
  const others = [...repositories].flatMap((repository): ImageChange[] => {
    const paired = changes.filter((each) => each.repository === repository);
    const versions = (side: typeof old) => side.byRepository.get(repository) ?? new Set<string>();
    const removed = versions(old).difference(versions(current));
    const added = versions(current).difference(versions(old));
    const from = [...removed.difference(new Set(paired.map((pair) => pair.from)))].toSorted();
    const to = [...added.difference(new Set(paired.map((pair) => pair.to)))].toSorted();
    return Array.from({ length: Math.max(from.length, to.length) }, (_, index) => ({
      repository,
      from: from[index],
      to: to[index],
    }));
  });
  const all = [...changes, ...others].map((each) => [JSON.stringify(each), each] as const);
  return [...new Map(all)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
