/** What a router knows of a route: `:name` in its path stands for one segment, which is not empty. */
type Declared = { method: string; path: string };

/** What stood in a path in the place of each `:name`, as it was sent. */
export type PathParameters = ReadonlyMap<string, string>;

/** A path as it was declared, with its routes by method. */
type Pattern<Route> = { segments: readonly string[]; routes: Map<string, Route> };

/** Finds the route of a method and a path. Paths are compared as they are sent, escapes included; the earlier route wins. */
export class Router<Route extends Declared> {
  /** By how many segments they have. */
  readonly #patterns = new Map<number, Pattern<Route>[]>();

  constructor(routes: readonly Route[]) {
    const known = new Map<string, Pattern<Route>>();
    for (const route of routes) {
      const pattern = known.get(route.path) ?? this.#add(route.path);
      known.set(route.path, pattern);
      pattern.routes.set(route.method, route);
    }
  }

  /** The route with the parameters of its path, or null. */
  find(method: string, path: string): { route: Route; parameters: PathParameters } | null {
    const sent = path.split("/");
    for (const { segments, routes } of this.#patterns.get(sent.length) ?? []) {
      const route = routes.get(method);
      if (route && fits(segments, sent)) return { route, parameters: parametersOf(segments, sent) };
    }
    return null;
  }

  /** The methods that have a route at this path. */
  methodsAt(path: string): string[] {
    const sent = path.split("/");
    const patterns = this.#patterns.get(sent.length) ?? [];
    return patterns.filter(({ segments }) => fits(segments, sent)).flatMap(({ routes }) => [...routes.keys()]);
  }

  #add(path: string): Pattern<Route> {
    const segments = path.split("/");
    const pattern = { segments, routes: new Map<string, Route>() };
    this.#patterns.set(segments.length, [...(this.#patterns.get(segments.length) ?? []), pattern]);
    return pattern;
  }
}

const isParameter = (segment: string) => segment.startsWith(":");

function fits(segments: readonly string[], sent: readonly string[]): boolean {
  return segments.every((segment, index) => (isParameter(segment) ? sent[index] !== "" : segment === sent[index]));
}

function parametersOf(segments: readonly string[], sent: readonly string[]): PathParameters {
  const parameters = new Map<string, string>();
  segments.forEach((segment, index) => {
    if (isParameter(segment)) parameters.set(segment.slice(1), sent[index] ?? "");
  });
  return parameters;
}
