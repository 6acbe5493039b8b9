import { type ComponentType, useLayoutEffect, useState } from 'react';

/**
 * Loads a component when it is first rendered, like `lazy`, but shows it as soon as its code is there: React holds back for 300 ms
 * what replaces the fallback of a `Suspense`. Until then it renders nothing.
 * @returns a component that throws while rendering when its code cannot be loaded
 */
export function loadedComponent<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  let arrived: ComponentType<Props> | undefined;
  return function LoadedComponent(props: Props) {
    const [Component, setComponent] = useState(() => arrived);
    useLayoutEffect(() => {
      if (Component) return undefined;
      let isGone = false;
      load().then(
        (module) => {
          arrived = module.default;
          if (!isGone) setComponent(() => module.default);
        },
        (error: unknown) => {
          if (isGone) return;
          setComponent(() => {
            throw error;
          });
        },
      );
      return () => {
        isGone = true;
      };
    }, [Component]);
    return Component ? <Component {...props} /> : null;
  };
}
