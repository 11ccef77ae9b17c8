const units = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const factors = new Map([
  ...units.map((unit, index) => [unit, 1000 ** (index - 3)] as const),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((unit, index) => [unit, 1024 ** (index + 1)] as const),
]);

/**
 * Parses a quantity of Kubernetes: `10Gi`, `500m`, `1e3`, `1.5T`, 2.
 *
 * @returns undefined if it is not a quantity
 */
export function parseQuantity(quantity: unknown): number | undefined {
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return undefined;
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(String(quantity).trim());
  const factor = factors.get(parts?.[2] ?? '');
  return parts === null || factor === undefined ? undefined : Number(parts[1]) * factor;
}
