import { leadsThroughAndBack } from "../../gate/journeys.ts";
import { envoy } from "../../gate/proxies/envoy.ts";

leadsThroughAndBack(envoy);
