import type { MetroData } from '#shared/domain/metro.ts'
import file from './metro.json' with { type: 'json' }

/**
 * The metro network of Chongqing. Source and licence stand in the file. The source writes 杨家坪(2) and 杨家坪(18):
 * here the name is 杨家坪 and the line stands in the code. The 29 stations of 九龙坡 carry its code as `district`;
 * 歇台子 of line 5 lies about 30 m beyond the boundary and does not.
 */
export const metro: MetroData = {
  lines: file.lines.map(({ zh, en, ...line }) => ({ ...line, name: { zh, en } })),
  stations: file.stations.map(({ code, zh, en, lat, lng, district }) => ({
    code,
    name: { zh, en },
    lat,
    lng,
    district: district ?? null,
  })),
}
