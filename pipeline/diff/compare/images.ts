import { apiGroup, objectId, objectKey } from '../manifests/object-id.ts';
import { containersOf, podSpecOf } from '../manifests/pod-specs.ts';
import type { ImageChange, KubernetesObject } from '../model.ts';
import { textAt } from './fields.ts';

/** An image as a container names it; whatever cannot be read is part of the repository. */
export interface ImageName {
  readonly repository: string;
  /** `latest` where neither tag nor digest is written, as container runtimes take it. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

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

const versionOf = ({ tag = '', digest }: ImageName) => (digest === undefined ? tag : `${tag}@${digest}`);

/** The images that an object runs, by what runs them: its containers, or the instances of a CloudNativePG Cluster. */
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

/** By container, and by repository, which versions run. */
function running(objects: readonly KubernetesObject[]) {
  const all = objects.flatMap((object) =>
    [...imagesOf(object)].map(([name, image]) => {
      const parsed = parseImage(image);
      const version = versionOf(parsed);
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
 * Which images change: each repository once for every pair of versions. What a container ran before and runs after
 * is a pair; versions that no container pairs are paired in their order.
 *
 * @returns sorted by repository
 */
export function imageChanges(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
): ImageChange[] {
  const [old, current] = [running(before), running(after)];
  const changes = [...current.byContainer].flatMap(([container, { repository, version }]) => {
    const from = old.byContainer.get(container)?.version;
    return from === undefined || from === version ? [] : [{ repository, from, to: version }];
  });
  const repositories = new Set([...old.byRepository.keys(), ...current.byRepository.keys()]);
  const others = [...repositories].flatMap((repository): ImageChange[] => {
    const paired = changes.filter((each) => each.repository === repository);
    const versions = (side: typeof old) => side.byRepository.get(repository) ?? new Set<string>();
    const gone = versions(old).difference(versions(current));
    const come = versions(current).difference(versions(old));
    const from = [...gone.difference(new Set(paired.map((pair) => pair.from)))].toSorted();
    const to = [...come.difference(new Set(paired.map((pair) => pair.to)))].toSorted();
    return Array.from({ length: Math.max(from.length, to.length) }, (_, index) => ({
      repository,
      from: from[index],
      to: to[index],
    }));
  });
  const all = [...changes, ...others].map((each) => [JSON.stringify(each), each] as const);
  return [...new Map(all)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
