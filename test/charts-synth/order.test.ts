import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import { chartOf, dependenciesOf, exactly, objectsOf, titleOf, withLogin } from '../support/synthesis.ts';

const dependencies = (config = withLogin(exactly)) =>
  new Map(
    objectsOf(chartOf(pipeline, 'demo', config)).map((object) => [
      titleOf(object.toJson()),
      dependenciesOf(object),
    ]),
  );

describe('the order in which objects are created', () => {
  it('has the Application after all other objects', () => {
    const order = dependencies();
    const others = [...order.keys()].filter((title) => !title.startsWith('Application/')).sort();
    expect(others).toHaveLength(8);
    expect(order.get('Application/serviceradar-demo-prod')).toEqual(others);
  });

  it('has the objects in the namespace after the namespace', () => {
    const order = dependencies();
    expect(order.get('NetworkPolicy/keep-environments-apart')).toEqual(['Namespace/demo']);
    expect(order.get('Secret/ghcr-io-cred')).toEqual(['Namespace/demo']);
  });

  it("has no dependencies for the objects in Argo CD's namespace", () => {
    const order = dependencies();
    expect(order.get('Namespace/demo')).toEqual([]);
    expect(order.get('AppProject/serviceradar-demo-prod')).toEqual([]);
    expect(order.get('Secret/serviceradar-demo-prod-chart-oci')).toEqual([]);
    expect(order.get('ConfigMap/argocd-notifications-cm')).toEqual([]);
  });
});
