import { type ComponentType, type FunctionComponent, useEffectEvent, useLayoutEffect, useState } from 'react';
import { useModule } from './use-loaded.js';

/**
 * Loads a component when it is first rendered, like `lazy`, but shows it as soon as its code is there: React holds back for 300 ms
 * what replaces the fallback of a `Suspense`. Until then it renders nothing.
 * @param Meanwhile rendered until the code is there. @default nothing
 * @returns a component that throws while rendering when its code cannot be loaded
 */
export function loadedComponent<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  Meanwhile?: ComponentType,
): FunctionComponent<Props> {
  return function LoadedComponent(props: Props) {
    const { loaded, bring } = useModule(load);
    const [, fail] = useState<never>();
    const begin = useEffectEvent(() => {
      bring().catch((error: unknown) =>
        fail(() => {
          throw error;
        }),
      );
    });
    useLayoutEffect(() => begin(), []);
    if (loaded) return <loaded.default {...props} />;
    return Meanwhile ? <Meanwhile /> : null;
  };
}
