/** The declared twins of the fake plant. */
import type { WireDeclaredProperty } from "../src/api/wire.ts";
import { bursts, ride, round, type Signal, wave } from "./signals.ts";

export interface FakeProperty extends WireDeclaredProperty {
  signal: Signal;
}

export interface FakeFeature {
  title: string;
  interval_s: number | null;
  /** How often it really reports, in seconds. */
  every_s: number;
  /** Times at which the device is away. */
  away?: (at: number) => boolean;
  properties: Record<string, FakeProperty>;
}

export interface FakeTwin {
  id: string;
  name: string;
  tenant: string;
  description: string;
  domain: string[];
  status: string;
  icon: string;
  order: number;
  headline: [string, string][];
  topics: string[];
  metadata?: Record<string, string>;
  dependsOn?: string[];
  parent?: string;
  features: Record<string, FakeFeature>;
}

const started = Date.now();
const MINUTE = 60_000;

function number(
  title: string,
  unit: string,
  min: number | null,
  max: number | null,
  signal: Signal,
) {
  return { title, type: "number", unit, min, max, enum: null, signal };
}

function choice(title: string, allowed: string[], signal: Signal): FakeProperty {
  return { title, type: "string", unit: null, min: null, max: null, enum: allowed, signal };
}

function flag(title: string, signal: Signal): FakeProperty {
  return { title, type: "boolean", unit: null, min: null, max: null, enum: null, signal };
}

function lift(number_: number, name: string, peak: number): FakeTwin {
  const at = (time: number) => ride(time + number_ * 7_000, 8, 3.4, number_);
  return {
    id: `dtp.lift:lift-${number_}`,
    name,
    tenant: "demo",
    description: "Traction lift, 8 floors",
    domain: ["lift", "building"],
    status: "active",
    icon: "lift",
    order: 10,
    headline: [
      ["vibration", "rms"],
      ["cabin", "position"],
      ["cabin", "speed"],
      ["cabin", "door"],
    ],
    topics: [
      `dtp/lift/L-000${number_}/cabin`,
      `dtp/twins/dtp.lift:lift-${number_}/reported/{feature}`,
    ],
    metadata: { lift_id: `L-000${number_}`, manufacturer: "Northrise" },
    dependsOn: ["dtp.energy:building-north"],
    parent: "dtp.energy:building-north",
    features: {
      cabin: {
        title: "Cabin",
        interval_s: 0.5,
        every_s: 0.5,
        properties: {
          position: number("Position", "m", 0, 24, (t) => at(t).position),
          speed: number("Speed", "m/s", 0, 5, (t) => at(t).speed),
          door: choice("Door", ["open", "closed"], (t) => (at(t).standing ? "open" : "closed")),
        },
      },
      vibration: {
        title: "Vibration",
        interval_s: 1,
        every_s: 1,
        properties: {
          rms: number("Vibration RMS", "mm/s", 0, 7.1, bursts(1.3, peak, 140 + number_ * 30)),
        },
      },
    },
  };
}

function building(): FakeTwin {
  const room = (offset: number) => wave(21.6 + offset, 0.9, 900, 0.02);
  return {
    id: "dtp.energy:building-north",
    name: "North building, energy and climate",
    tenant: "demo",
    description: "HVAC and metering of the north building",
    domain: ["energy", "building"],
    status: "active",
    icon: "building",
    order: 20,
    headline: [
      ["room", "temperature"],
      ["room", "setpoint"],
      ["meter", "power"],
      ["room", "humidity"],
    ],
    topics: ["dtp/energy/north/room", "dtp/energy/north/meter"],
    metadata: { site: "North campus", floor_area: "5200 m²" },
    features: {
      room: {
        title: "Rooms",
        interval_s: 5,
        every_s: 5,
        properties: {
          temperature: number("Room temperature", "°C", 16, 28, room(0)),
          corridor: number("Corridor temperature", "°C", 16, 28, room(-1.4)),
          setpoint: number("Setpoint", "°C", 16, 28, () => 21.5),
          humidity: number("Humidity", "%", 20, 70, wave(44, 6, 1_300, 0.4)),
        },
      },
      meter: {
        title: "Meter",
        interval_s: 2,
        every_s: 2,
        properties: {
          power: number("Power", "kW", 0, 120, wave(46, 18, 420, 1.8)),
          energy: number("Energy", "kWh", null, null, (t) =>
            round(18_240 + (t - started) / 78_000),
          ),
        },
      },
      unit: {
        title: "Air handling unit",
        interval_s: null,
        every_s: 45,
        properties: {
          fan: choice(
            "Fan",
            ["off", "low", "high"],
            (t) => ["low", "high", "low", "off"][Math.floor(t / 180_000) % 4] ?? "low",
          ),
          heating: flag("Heating", (t) => Math.floor(t / 150_000) % 2 === 0),
        },
      },
    },
  };
}

function imu(): FakeTwin {
  return {
    id: "dtp.m5:core2-7f31",
    name: "M5Core2 on the workbench",
    tenant: "lab",
    description: "Inertial unit with battery",
    domain: ["imu", "device"],
    status: "active",
    icon: "imu",
    order: 30,
    headline: [
      ["imu", "accel_z"],
      ["imu", "accel_x"],
      ["imu", "accel_y"],
      ["battery", "level"],
    ],
    topics: ["dtp/m5/core2-7f31/imu"],
    metadata: { device_id: "core2-7f31", firmware: "1.4.2" },
    features: {
      imu: {
        title: "Inertial unit",
        interval_s: 0.2,
        every_s: 0.2,
        away: (t) => t > started - 6 * MINUTE && t < started - 4 * MINUTE,
        properties: {
          accel_x: number("Acceleration x", "g", -2, 2, wave(0.02, 0.3, 37, 0.05)),
          accel_y: number("Acceleration y", "g", -2, 2, wave(-0.04, 0.24, 23, 0.05)),
          accel_z: number("Acceleration z", "g", -2, 2, wave(0.99, 0.16, 61, 0.04)),
        },
      },
      battery: {
        title: "Battery",
        interval_s: 30,
        every_s: 10,
        properties: {
          level: number("Battery", "%", 15, 100, (t) =>
            round(82 - ((t - started) / 3_600_000) * 5),
          ),
          charging: flag("Charging", () => false),
        },
      },
    },
  };
}

function coldStore(): FakeTwin {
  return {
    id: "dtp.cold:store-2",
    name: "Cold store 2",
    tenant: "demo",
    description: "Walk-in freezer",
    domain: ["energy"],
    status: "active",
    icon: "sensor",
    order: 40,
    headline: [
      ["air", "temperature"],
      ["air", "door"],
    ],
    topics: ["dtp/cold/store-2/air"],
    features: {
      air: {
        title: "Air",
        interval_s: 2,
        every_s: 2,
        properties: {
          temperature: number("Air temperature", "°C", -24, -16, wave(-14.6, 0.7, 240, 0.05)),
          door: choice("Door", ["open", "closed"], () => "closed"),
        },
      },
    },
  };
}

function silentPump(): FakeTwin {
  return {
    id: "dtp.water:pump 3 (50% load)",
    name: "Feed pump 3",
    tenant: "lab",
    description: "Silent since its gateway was moved",
    domain: ["pump"],
    status: "active",
    icon: "pump",
    order: 50,
    headline: [
      ["motor", "speed"],
      ["motor", "current"],
    ],
    topics: ["dtp/water/pump-3/motor"],
    features: {
      motor: {
        title: "Motor",
        interval_s: 5,
        every_s: 1,
        away: (t) => t > started - 4 * MINUTE,
        properties: {
          speed: number("Speed", "rpm", 0, 3_000, wave(1_450, 60, 130, 4)),
          current: number("Current", "A", 0, 20, wave(8.4, 1.2, 95, 0.1)),
        },
      },
    },
  };
}

function newDevice(): FakeTwin {
  return {
    id: "dtp.energy:meter-9",
    name: "Meter 9, just mounted",
    tenant: "demo",
    description: "",
    domain: ["energy"],
    status: "instantiated",
    icon: "energy",
    order: 60,
    headline: [["meter", "power"]],
    topics: ["dtp/energy/meter-9/meter"],
    features: {
      meter: {
        title: "Meter",
        interval_s: 10,
        every_s: 10,
        away: () => true,
        properties: { power: number("Power", "kW", 0, 40, () => 0) },
      },
    },
  };
}

/** The plant, padded with lifts to the wanted number of twins. */
export function plant(count: number): FakeTwin[] {
  const twins = [
    lift(1, "Lift 1, north shaft", 4.2),
    lift(2, "Lift 2, south shaft", 5.9),
    building(),
    imu(),
    coldStore(),
    silentPump(),
    newDevice(),
  ];
  for (let extra = 3; twins.length < count; extra += 1) {
    twins.push({ ...lift(extra, `Lift ${extra}, hall ${extra % 5}`, 3 + (extra % 4)), order: 100 });
  }
  return twins;
}
