import { Group, Text } from '@mantine/core';

/** The desk bell logo. `size` in pixels; the colour comes from the theme. */
export function BellMark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" fill="var(--bh-brass)">
      <circle cx="16" cy="5.6" r="2.3" />
      <path d="M4.6 20.6a11.4 11.4 0 0 1 22.8 0z" />
      <path
        d="M9.2 17.6a7.4 7.4 0 0 1 5-5.6"
        fill="none"
        stroke="#fff"
        strokeOpacity=".55"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <rect x="2" y="23" width="28" height="3.6" rx="1.8" />
    </svg>
  );
}

export function Wordmark({ size }: { size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <BellMark {...(size !== undefined && { size })} />
      <Text
        component="span"
        fw={700}
        fz={size ? size * 0.75 : 20}
        lh={1}
        c="white"
        style={{ letterSpacing: '-0.02em' }}
      >
        Bellhop
      </Text>
    </Group>
  );
}
