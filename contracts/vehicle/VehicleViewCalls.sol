// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IERC5192} from "../interfaces/IERC5192.sol";
import {IERC7496} from "../interfaces/IERC7496.sol";
import {IVehicleCare} from "./IVehicleCare.sol";
import {Dispute, IVehicleClaims} from "./IVehicleClaims.sol";
import {IVehicleHolder} from "./IVehicleHolder.sol";
import {IVehicleRewards} from "./IVehicleRewards.sol";
import {Books, IVehicleStake, Vehicle} from "./IVehicleStake.sol";
import {Claim, ConditionReport, Lien, RewardPool} from "./IVehicleTypes.sol";
import {VehicleDeskCalls} from "./VehicleDeskCalls.sol";

/// @title VehicleViewCalls
/// @notice The views that run in the code of a desk.
/// @dev That call is ended by the desk ({VehicleDesks._view}), so that nothing is returned from here.
abstract contract VehicleViewCalls is VehicleDeskCalls, IERC5192, IERC7496 {
    /// @inheritdoc IVehicleCare
    uint48 public constant ROTATION_DELAY = KEY_DELAY;

    bytes4 private constant ERC4906_ID = 0x49064906;

    /// @inheritdoc ERC721
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == ERC4906_ID ||
            interfaceId == type(IERC5192).interfaceId ||
            interfaceId == type(IERC7496).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    /// @inheritdoc ERC721
    function name() public pure override returns (string memory) {
        return NAME;
    }

    /// @inheritdoc ERC721
    function symbol() public pure override returns (string memory) {
        return SYMBOL;
    }

    /// @inheritdoc EIP712
    function eip712Domain()
        public
        view
        override
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory)
    {
        // All but a salt.
        return (0x0f, NAME, VERSION, block.chainid, address(this), 0, new uint256[](0));
    }

    /// @inheritdoc IERC721Metadata
    function tokenURI(uint256) public view override returns (string memory) {
        _view();
    }

    /// @inheritdoc IERC7496
    function setTrait(uint256, bytes32, bytes32) external pure {
        revert VehicleTraitsAreRead();
    }

    // ---- vehicles ----

    /// @inheritdoc IVehicleStake
    function valueOf(uint256) external view returns (uint256) {
        _view();
    }

    /// @inheritdoc IVehicleStake
    function valueAt(uint256, uint48) external view returns (uint256) {
        _view();
    }

    /// @inheritdoc IVehicleStake
    function bookOf(uint256) external view returns (Books memory) {
        _view();
    }

    /// @inheritdoc IVehicleStake
    function vehicle(uint256) external view returns (Vehicle memory) {
        _view();
    }

    /// @inheritdoc IVehicleStake
    function vehicleOf(address, bytes32) external pure returns (uint256) {
        _pure();
    }

    /// @inheritdoc IVehicleStake
    function commitmentOf(bytes32, string calldata) external pure returns (bytes32) {
        _pure();
    }

    /// @inheritdoc IVehicleStake
    function conditionHash(ConditionReport calldata) external pure returns (bytes32) {
        _pure();
    }

    // ---- care ----

    /// @inheritdoc IVehicleCare
    function creditOf(address) external view returns (uint256) {
        _view();
    }

    /// @inheritdoc IVehicleCare
    function knowsPolicy(uint256, bytes32) external view returns (bool) {
        _view();
    }

    /// @inheritdoc IVehicleCare
    function policyHash(address) external pure returns (bytes32) {
        _pure();
    }

    /// @inheritdoc IVehicleCare
    function announcedKeyOf(uint256) external view returns (address, uint48) {
        _view();
    }

    /// @inheritdoc IVehicleCare
    function duplicatesOf(uint256) external view returns (uint256[] memory) {
        _view();
    }

    // ---- claims ----

    /// @inheritdoc IVehicleClaims
    function claimOf(uint256, uint32) external view returns (Claim memory) {
        _view();
    }

    /// @inheritdoc IVehicleClaims
    function disputeOf(uint256, uint32) external view returns (Dispute memory) {
        _view();
    }

    /// @inheritdoc IVehicleClaims
    function finalFrom(uint256) external view returns (uint48) {
        _view();
    }

    /// @inheritdoc IVehicleClaims
    function endedAt(uint256) external view returns (uint48) {
        _view();
    }

    /// @inheritdoc IVehicleClaims
    function openClaimsOf(uint256) external view returns (uint256, uint256, uint256) {
        _view();
    }

    // ---- holders ----

    /// @inheritdoc IVehicleHolder
    function partsOf(uint256) external view returns (uint256[] memory) {
        _view();
    }

    /// @inheritdoc IVehicleHolder
    function vehicleWith(uint256) external view returns (uint256) {
        _view();
    }

    /// @inheritdoc IVehicleHolder
    function lienOf(uint256) external view returns (Lien memory) {
        _view();
    }

    /// @inheritdoc IVehicleHolder
    function permissionOf(uint256, address) external view returns (uint208, uint48) {
        _view();
    }

    // ---- rewards ----

    /// @inheritdoc IVehicleRewards
    function poolOf(RewardPool calldata) external pure returns (bytes32) {
        _pure();
    }

    /// @inheritdoc IVehicleRewards
    function membershipOf(uint256) external view returns (bytes32) {
        _view();
    }

    /// @inheritdoc IVehicleRewards
    function claimableOf(uint256) external view returns (uint256) {
        _view();
    }

    /// @inheritdoc IVehicleRewards
    function frameOf(RewardPool calldata, uint256) external view returns (uint256, uint256) {
        _view();
    }

    /// @inheritdoc IVehicleRewards
    function fundedBy(RewardPool calldata, uint256, address) external view returns (uint256) {
        _view();
    }

    // ---- locks ----

    /// @inheritdoc IERC5192
    function locked(uint256) external view returns (bool) {
        _view();
    }

    // ---- traits ----

    /// @inheritdoc IERC7496
    function getTraitValue(uint256, bytes32) external view returns (bytes32) {
        _view();
    }

    /// @inheritdoc IERC7496
    function getTraitValues(uint256, bytes32[] calldata) external view returns (bytes32[] memory) {
        _view();
    }

    /// @inheritdoc IERC7496
    function getTraitMetadataURI() external pure returns (string memory) {
        _pure();
    }
}
