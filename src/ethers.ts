// Typed contracts for ethers: `TimeframeFactory__factory.connect(address, runner)` gives a `TimeframeFactory`. Taken file by file, since the
// index of the generated bindings would bring mocks and abstract stages into the package.
export { Bequeathable__factory } from "../types/ethers-contracts/factories/wallet/Bequeathable__factory.js";
export { CappedTimeframeToken__factory } from "../types/ethers-contracts/factories/timeframe/CappedTimeframeToken__factory.js";
export { DeadMansSwitch__factory } from "../types/ethers-contracts/factories/wallet/DeadMansSwitch__factory.js";
export { DeadMansSwitchAccount__factory } from "../types/ethers-contracts/factories/wallet/DeadMansSwitchAccount__factory.js";
export { DeadMansSwitchAccountFactory__factory } from "../types/ethers-contracts/factories/wallet/DeadMansSwitchAccountFactory__factory.js";
export { DeadMansSwitchCourseDesk__factory } from "../types/ethers-contracts/factories/wallet/DeadMansSwitchCourseDesk__factory.js";
export { DeadMansSwitchPlanDesk__factory } from "../types/ethers-contracts/factories/wallet/DeadMansSwitchPlanDesk__factory.js";
export { DeadMansSwitchModule__factory } from "../types/ethers-contracts/factories/wallet/DeadMansSwitchModule__factory.js";
export { DeadMansSwitchModule7579__factory } from "../types/ethers-contracts/factories/wallet/DeadMansSwitchModule7579__factory.js";
export { DelegateProver__factory } from "../types/ethers-contracts/factories/wallet/DelegateProver__factory.js";
export { DepreciationPolicy__factory } from "../types/ethers-contracts/factories/vehicle/DepreciationPolicy__factory.js";
export { EoaProver__factory } from "../types/ethers-contracts/factories/wallet/EoaProver__factory.js";
export { FixedPriceBacking__factory } from "../types/ethers-contracts/factories/timeframe/FixedPriceBacking__factory.js";
export { GraceTimeframeToken__factory } from "../types/ethers-contracts/factories/timeframe/GraceTimeframeToken__factory.js";
export { IAggregatorV3__factory } from "../types/ethers-contracts/factories/interfaces/IAggregatorV3__factory.js";
export { IAssetHolder__factory } from "../types/ethers-contracts/factories/wallet/IAssetHolder__factory.js";
export { IBequeathable__factory } from "../types/ethers-contracts/factories/wallet/IBequeathable__factory.js";
export { IDeadMansSwitch__factory } from "../types/ethers-contracts/factories/wallet/IDeadMansSwitch__factory.js";
export { IDeadMansSwitchAccount__factory } from "../types/ethers-contracts/factories/wallet/IDeadMansSwitchAccount__factory.js";
export { IDeadMansSwitchAccountFactory__factory } from "../types/ethers-contracts/factories/wallet/IDeadMansSwitchAccountFactory__factory.js";
export { IDeadMansSwitchModule__factory } from "../types/ethers-contracts/factories/wallet/IDeadMansSwitchModule__factory.js";
export { IDeadMansSwitchModule7579__factory } from "../types/ethers-contracts/factories/wallet/IDeadMansSwitchModule7579__factory.js";
export { IEoaProver__factory } from "../types/ethers-contracts/factories/wallet/IEoaProver__factory.js";
export { IERC5192__factory } from "../types/ethers-contracts/factories/interfaces/IERC5192__factory.js";
export { IERC5646__factory } from "../types/ethers-contracts/factories/interfaces/IERC5646__factory.js";
export { IERC7496__factory } from "../types/ethers-contracts/factories/interfaces/IERC7496__factory.js";
export { IERC7818__factory } from "../types/ethers-contracts/factories/interfaces/IERC7818__factory.js";
export { IERC7858__factory } from "../types/ethers-contracts/factories/interfaces/IERC7858__factory.js";
export { IERC7878__factory } from "../types/ethers-contracts/factories/interfaces/IERC7878__factory.js";
export { ILienHolder__factory } from "../types/ethers-contracts/factories/vehicle/IVehicleHolder.sol/ILienHolder__factory.js";
export { ILifeSource__factory } from "../types/ethers-contracts/factories/wallet/ILifeSource__factory.js";
export { IModuleGuard__factory } from "../types/ethers-contracts/factories/interfaces/IModuleGuard__factory.js";
export { IPlanExecutor__factory } from "../types/ethers-contracts/factories/wallet/IPlanExecutor__factory.js";
export { IPrepaidCards__factory } from "../types/ethers-contracts/factories/prepaid/IPrepaidCards__factory.js";
export { IPrepaidDirectory__factory } from "../types/ethers-contracts/factories/prepaid/IPrepaidDirectory__factory.js";
export { IPrepaidFactory__factory } from "../types/ethers-contracts/factories/prepaid/IPrepaidFactory__factory.js";
export { IPrepaidInstruments__factory } from "../types/ethers-contracts/factories/prepaid/IPrepaidInstruments__factory.js";
export { IPrepaidKeeper__factory } from "../types/ethers-contracts/factories/prepaid/IPrepaidKeeper__factory.js";
export { IPrepaidMoney__factory } from "../types/ethers-contracts/factories/prepaid/IPrepaidMoney__factory.js";
export { IPrepaidReceiver__factory } from "../types/ethers-contracts/factories/prepaid/IPrepaidReceiver__factory.js";
export { IPrepaidVault__factory } from "../types/ethers-contracts/factories/prepaid/IPrepaidVault__factory.js";
export { IResidualToken__factory } from "../types/ethers-contracts/factories/vehicle/IResidualToken__factory.js";
export { ISafe__factory } from "../types/ethers-contracts/factories/interfaces/ISafe__factory.js";
export { ISwitchCourse__factory } from "../types/ethers-contracts/factories/wallet/ISwitchCourse__factory.js";
export { ISwitchPlans__factory } from "../types/ethers-contracts/factories/wallet/ISwitchPlans__factory.js";
export { ITimeframeBacking__factory } from "../types/ethers-contracts/factories/timeframe/ITimeframeBacking__factory.js";
export { ITimeframeFactory__factory } from "../types/ethers-contracts/factories/timeframe/ITimeframeFactory__factory.js";
export { ITimeframeGroups__factory } from "../types/ethers-contracts/factories/timeframe/ITimeframeGroups__factory.js";
export { ITimeframeToken__factory } from "../types/ethers-contracts/factories/timeframe/ITimeframeToken__factory.js";
export { ITransactionGuard__factory } from "../types/ethers-contracts/factories/interfaces/ITransactionGuard__factory.js";
export { IUpkeep__factory } from "../types/ethers-contracts/factories/kernel/IUpkeep__factory.js";
export { IValuationPolicy__factory } from "../types/ethers-contracts/factories/vehicle/IValuationPolicy__factory.js";
export { IVehicleCare__factory } from "../types/ethers-contracts/factories/vehicle/IVehicleCare__factory.js";
export { IVehicleClaims__factory } from "../types/ethers-contracts/factories/vehicle/IVehicleClaims__factory.js";
export { IVehicleHolder__factory } from "../types/ethers-contracts/factories/vehicle/IVehicleHolder.sol/IVehicleHolder__factory.js";
export { IVehicleRewards__factory } from "../types/ethers-contracts/factories/vehicle/IVehicleRewards__factory.js";
export { IVehicleStake__factory } from "../types/ethers-contracts/factories/vehicle/IVehicleStake__factory.js";
export { IWETH9__factory } from "../types/ethers-contracts/factories/interfaces/IWETH9__factory.js";
export { PlainTimeframeToken__factory } from "../types/ethers-contracts/factories/timeframe/PlainTimeframeToken__factory.js";
export { PlanExecutor__factory } from "../types/ethers-contracts/factories/wallet/PlanExecutor__factory.js";
export { PrepaidCards__factory } from "../types/ethers-contracts/factories/prepaid/PrepaidCards__factory.js";
export { PrepaidDesk__factory } from "../types/ethers-contracts/factories/prepaid/PrepaidDesk__factory.js";
export { PrepaidDirectory__factory } from "../types/ethers-contracts/factories/prepaid/PrepaidDirectory__factory.js";
export { PrepaidFactory__factory } from "../types/ethers-contracts/factories/prepaid/PrepaidFactory__factory.js";
export { PrepaidKeeper__factory } from "../types/ethers-contracts/factories/prepaid/PrepaidKeeper__factory.js";
export { PrepaidVault__factory } from "../types/ethers-contracts/factories/prepaid/PrepaidVault__factory.js";
export { ProRataBacking__factory } from "../types/ethers-contracts/factories/timeframe/ProRataBacking__factory.js";
export { ResidualToken__factory } from "../types/ethers-contracts/factories/vehicle/ResidualToken__factory.js";
export { TimeframeFactory__factory } from "../types/ethers-contracts/factories/timeframe/TimeframeFactory__factory.js";
export { TimeframeGroups__factory } from "../types/ethers-contracts/factories/timeframe/TimeframeGroups__factory.js";
export { VehicleCareDesk__factory } from "../types/ethers-contracts/factories/vehicle/VehicleCareDesk__factory.js";
export { VehicleClaimsDesk__factory } from "../types/ethers-contracts/factories/vehicle/VehicleClaimsDesk__factory.js";
export { VehicleEnrolmentDesk__factory } from "../types/ethers-contracts/factories/vehicle/VehicleEnrolmentDesk__factory.js";
export { VehicleHolderDesk__factory } from "../types/ethers-contracts/factories/vehicle/VehicleHolderDesk__factory.js";
export { VehicleReportsDesk__factory } from "../types/ethers-contracts/factories/vehicle/VehicleReportsDesk__factory.js";
export { VehicleRewardsDesk__factory } from "../types/ethers-contracts/factories/vehicle/VehicleRewardsDesk__factory.js";
export { VehicleViewsDesk__factory } from "../types/ethers-contracts/factories/vehicle/VehicleViewsDesk__factory.js";
export { VehicleStake__factory } from "../types/ethers-contracts/factories/vehicle/VehicleStake__factory.js";
export type { Bequeathable } from "../types/ethers-contracts/wallet/Bequeathable.js";
export type { CappedTimeframeToken } from "../types/ethers-contracts/timeframe/CappedTimeframeToken.js";
export type { DeadMansSwitch } from "../types/ethers-contracts/wallet/DeadMansSwitch.js";
export type { DeadMansSwitchAccount } from "../types/ethers-contracts/wallet/DeadMansSwitchAccount.js";
export type { DeadMansSwitchAccountFactory } from "../types/ethers-contracts/wallet/DeadMansSwitchAccountFactory.js";
export type { DeadMansSwitchCourseDesk } from "../types/ethers-contracts/wallet/DeadMansSwitchCourseDesk.js";
export type { DeadMansSwitchPlanDesk } from "../types/ethers-contracts/wallet/DeadMansSwitchPlanDesk.js";
export type { DeadMansSwitchModule } from "../types/ethers-contracts/wallet/DeadMansSwitchModule.js";
export type { DeadMansSwitchModule7579 } from "../types/ethers-contracts/wallet/DeadMansSwitchModule7579.js";
export type { DelegateProver } from "../types/ethers-contracts/wallet/DelegateProver.js";
export type { DepreciationPolicy } from "../types/ethers-contracts/vehicle/DepreciationPolicy.js";
export type { EoaProver } from "../types/ethers-contracts/wallet/EoaProver.js";
export type { FixedPriceBacking } from "../types/ethers-contracts/timeframe/FixedPriceBacking.js";
export type { GraceTimeframeToken } from "../types/ethers-contracts/timeframe/GraceTimeframeToken.js";
export type { IAggregatorV3 } from "../types/ethers-contracts/interfaces/IAggregatorV3.js";
export type { IAssetHolder } from "../types/ethers-contracts/wallet/IAssetHolder.js";
export type { IBequeathable } from "../types/ethers-contracts/wallet/IBequeathable.js";
export type { IDeadMansSwitch } from "../types/ethers-contracts/wallet/IDeadMansSwitch.js";
export type { IDeadMansSwitchAccount } from "../types/ethers-contracts/wallet/IDeadMansSwitchAccount.js";
export type { IDeadMansSwitchAccountFactory } from "../types/ethers-contracts/wallet/IDeadMansSwitchAccountFactory.js";
export type { IDeadMansSwitchModule } from "../types/ethers-contracts/wallet/IDeadMansSwitchModule.js";
export type { IDeadMansSwitchModule7579 } from "../types/ethers-contracts/wallet/IDeadMansSwitchModule7579.js";
export type { IEoaProver } from "../types/ethers-contracts/wallet/IEoaProver.js";
export type { IERC5192 } from "../types/ethers-contracts/interfaces/IERC5192.js";
export type { IERC5646 } from "../types/ethers-contracts/interfaces/IERC5646.js";
export type { IERC7496 } from "../types/ethers-contracts/interfaces/IERC7496.js";
export type { IERC7818 } from "../types/ethers-contracts/interfaces/IERC7818.js";
export type { IERC7858 } from "../types/ethers-contracts/interfaces/IERC7858.js";
export type { IERC7878 } from "../types/ethers-contracts/interfaces/IERC7878.js";
export type { ILienHolder } from "../types/ethers-contracts/vehicle/IVehicleHolder.sol/ILienHolder.js";
export type { ILifeSource } from "../types/ethers-contracts/wallet/ILifeSource.js";
export type { IModuleGuard } from "../types/ethers-contracts/interfaces/IModuleGuard.js";
export type { IPlanExecutor } from "../types/ethers-contracts/wallet/IPlanExecutor.js";
export type { IPrepaidCards } from "../types/ethers-contracts/prepaid/IPrepaidCards.js";
export type { IPrepaidDirectory } from "../types/ethers-contracts/prepaid/IPrepaidDirectory.js";
export type { IPrepaidFactory } from "../types/ethers-contracts/prepaid/IPrepaidFactory.js";
export type { IPrepaidInstruments } from "../types/ethers-contracts/prepaid/IPrepaidInstruments.js";
export type { IPrepaidKeeper } from "../types/ethers-contracts/prepaid/IPrepaidKeeper.js";
export type { IPrepaidMoney } from "../types/ethers-contracts/prepaid/IPrepaidMoney.js";
export type { IPrepaidReceiver } from "../types/ethers-contracts/prepaid/IPrepaidReceiver.js";
export type { IPrepaidVault } from "../types/ethers-contracts/prepaid/IPrepaidVault.js";
export type { IResidualToken } from "../types/ethers-contracts/vehicle/IResidualToken.js";
export type { ISafe } from "../types/ethers-contracts/interfaces/ISafe.js";
export type { ISwitchCourse } from "../types/ethers-contracts/wallet/ISwitchCourse.js";
export type { ISwitchPlans } from "../types/ethers-contracts/wallet/ISwitchPlans.js";
export type { ITimeframeBacking } from "../types/ethers-contracts/timeframe/ITimeframeBacking.js";
export type { ITimeframeFactory } from "../types/ethers-contracts/timeframe/ITimeframeFactory.js";
export type { ITimeframeGroups } from "../types/ethers-contracts/timeframe/ITimeframeGroups.js";
export type { ITimeframeToken } from "../types/ethers-contracts/timeframe/ITimeframeToken.js";
export type { ITransactionGuard } from "../types/ethers-contracts/interfaces/ITransactionGuard.js";
export type { IUpkeep } from "../types/ethers-contracts/kernel/IUpkeep.js";
export type { IValuationPolicy } from "../types/ethers-contracts/vehicle/IValuationPolicy.js";
export type { IVehicleCare } from "../types/ethers-contracts/vehicle/IVehicleCare.js";
export type { IVehicleClaims } from "../types/ethers-contracts/vehicle/IVehicleClaims.js";
export type { IVehicleHolder } from "../types/ethers-contracts/vehicle/IVehicleHolder.sol/IVehicleHolder.js";
export type { IVehicleRewards } from "../types/ethers-contracts/vehicle/IVehicleRewards.js";
export type { IVehicleStake } from "../types/ethers-contracts/vehicle/IVehicleStake.js";
export type { IWETH9 } from "../types/ethers-contracts/interfaces/IWETH9.js";
export type { PlainTimeframeToken } from "../types/ethers-contracts/timeframe/PlainTimeframeToken.js";
export type { PlanExecutor } from "../types/ethers-contracts/wallet/PlanExecutor.js";
export type { PrepaidCards } from "../types/ethers-contracts/prepaid/PrepaidCards.js";
export type { PrepaidDesk } from "../types/ethers-contracts/prepaid/PrepaidDesk.js";
export type { PrepaidDirectory } from "../types/ethers-contracts/prepaid/PrepaidDirectory.js";
export type { PrepaidFactory } from "../types/ethers-contracts/prepaid/PrepaidFactory.js";
export type { PrepaidKeeper } from "../types/ethers-contracts/prepaid/PrepaidKeeper.js";
export type { PrepaidVault } from "../types/ethers-contracts/prepaid/PrepaidVault.js";
export type { ProRataBacking } from "../types/ethers-contracts/timeframe/ProRataBacking.js";
export type { ResidualToken } from "../types/ethers-contracts/vehicle/ResidualToken.js";
export type { TimeframeFactory } from "../types/ethers-contracts/timeframe/TimeframeFactory.js";
export type { TimeframeGroups } from "../types/ethers-contracts/timeframe/TimeframeGroups.js";

// What functions take and give: `XStruct` is accepted as an argument, `XStructOutput` comes back.
export type { PoolViewStruct, PoolViewStructOutput } from "../types/ethers-contracts/timeframe/ITimeframeBacking.js";
export type {
  TokenTermsStruct,
  TokenTermsStructOutput,
} from "../types/ethers-contracts/timeframe/ITimeframeFactory.js";
export type {
  GroupPolicyStruct,
  GroupPolicyStructOutput,
  VoucherStruct,
  VoucherStructOutput,
} from "../types/ethers-contracts/timeframe/ITimeframeGroups.js";
export type {
  AccountViewStruct,
  AccountViewStructOutput,
  GroupTermsStruct,
  GroupTermsStructOutput,
  GroupViewStruct,
  GroupViewStructOutput,
} from "../types/ethers-contracts/timeframe/ITimeframeToken.js";
export type {
  InstrumentViewStruct,
  InstrumentViewStructOutput,
  RedemptionStruct,
  RedemptionStructOutput,
  RedemptionViewStruct,
  RedemptionViewStructOutput,
  RulesStruct,
  RulesStructOutput,
  TermsStruct,
  TermsStructOutput,
} from "../types/ethers-contracts/prepaid/IPrepaidVault.js";
export type { MerchantStruct, MerchantStructOutput } from "../types/ethers-contracts/prepaid/IPrepaidDirectory.js";
export type { VehicleCareDesk } from "../types/ethers-contracts/vehicle/VehicleCareDesk.js";
export type { VehicleClaimsDesk } from "../types/ethers-contracts/vehicle/VehicleClaimsDesk.js";
export type { VehicleEnrolmentDesk } from "../types/ethers-contracts/vehicle/VehicleEnrolmentDesk.js";
export type { VehicleHolderDesk } from "../types/ethers-contracts/vehicle/VehicleHolderDesk.js";
export type { VehicleReportsDesk } from "../types/ethers-contracts/vehicle/VehicleReportsDesk.js";
export type { VehicleRewardsDesk } from "../types/ethers-contracts/vehicle/VehicleRewardsDesk.js";
export type { VehicleViewsDesk } from "../types/ethers-contracts/vehicle/VehicleViewsDesk.js";
export type { VehicleStake } from "../types/ethers-contracts/vehicle/VehicleStake.js";
export type {
  AssetStruct,
  AssetStructOutput,
  GuardiansStruct,
  GuardiansStructOutput,
  PlanStruct,
  PlanStructOutput,
  RecipientStruct,
  RecipientStructOutput,
  StatusStruct,
  StatusStructOutput,
  TierStruct,
  TierStructOutput,
} from "../types/ethers-contracts/wallet/IDeadMansSwitch.js";
